import JSON
import MCPModel
import Testing

@testable import MCPEngine

@Suite struct StoredSessionTests {
  private static let session = Session(
    revision: .v2025_03_26, owner: Principal(name: "alice"), clientCapabilities: ["roots": [:]],
    clientInfo: ["name": "x", "version": "1"])

  @Test func comesBackFromItsStoredForm() throws {
    let stored = try JSONValue.parse(Self.session.json.description)
    let session = try #require(Session(json: stored))
    #expect(session.id == Self.session.id && session.revision == .v2025_03_26)
    #expect(session.owner == Principal(name: "alice"))
    #expect(session.clientCapabilities == ["roots": [:]] && session.clientInfo["name"] == "x")
  }

  @Test(arguments: ["id", "revision", "owner", "clientCapabilities", "clientInfo"])
  func isNoneWithoutAllOfIt(_ name: String) throws {
    var builder = JSONBuilder()
    builder.beginObject()
    for (key, value) in Self.session.json.members where key.string != name {
      builder.key(key.string)
      builder.value(value)
    }
    builder.endObject()
    #expect(Session(json: builder.finish()) == nil)
  }

  @Test func hasAnIdThatNobodyGuesses() {
    var ids: Set<String> = []
    for _ in 1...1000 {
      let session = Session(revision: .v2025_06_18, owner: .anonymous, clientCapabilities: [:], clientInfo: [:])
      #expect(session.id.utf8.count == 32 && session.id.allSatisfy(\.isHexDigit))
      ids.insert(session.id)
    }
    #expect(ids.count == 1000)
  }
}
