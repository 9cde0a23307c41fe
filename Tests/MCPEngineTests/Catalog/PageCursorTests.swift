import JSON
import MCPModel
import Sealing
import Testing

@testable import MCPEngine

@Suite struct PageCursorTests {
  private let cursors = PageCursor(sealer: .ephemeral())

  private func params(_ cursor: String) -> JSONValue { ["cursor": .init(stringLiteral: cursor)] }

  @Test(arguments: ["", "a", "plain text", "dir/é𝄞 file", "\u{0}"])
  func bringsBackThePosition(_ position: String) throws {
    let cursor = try cursors.encode(position, of: "tools/list")
    #expect(cursor.utf8.allSatisfy { 0x21...0x7E ~= $0 })
    #expect(position.utf8.count < 4 || !cursor.contains(position), "it cannot be read")
    #expect(try cursors.position(of: "tools/list", in: params(cursor)) == position)
  }

  @Test func isAbsentOnTheFirstPage() throws {
    #expect(try cursors.position(of: "tools/list", in: nil) == nil)
    #expect(try cursors.position(of: "tools/list", in: ["other": 1]) == nil)
  }

  @Test(arguments: ["7", "null", #""!""#, #""YQ""#, #""YQ==""#, #""""#])
  func isRefusedWhereNobodyGaveIt(_ cursor: String) throws {
    let params: JSONValue = ["cursor": try JSONValue.parse(cursor)]
    let error = #expect(throws: MCPError.self) { try cursors.position(of: "tools/list", in: params) }
    #expect(error?.code == .invalidParams && error?.data == ["path": "/params/cursor"])
  }

  @Test func isGoodForItsListAndItsServerOnly() throws {
    let cursor = try cursors.encode("5", of: "tools/list")
    #expect(throws: MCPError.self) { try cursors.position(of: "prompts/list", in: params(cursor)) }
    let other = PageCursor(sealer: .ephemeral())
    #expect(throws: MCPError.self) { try other.position(of: "tools/list", in: params(cursor)) }
  }

  @Test func isRefusedWhereAnythingInItWasChanged() throws {
    let cursor = try cursors.encode("5", of: "tools/list")
    for index in cursor.indices {
      let changed = cursor.replacingCharacters(index, with: cursor[index] == "A" ? "B" : "A")
      #expect(throws: MCPError.self) { try cursors.position(of: "tools/list", in: params(changed)) }
    }
  }
}

extension String {
  fileprivate func replacingCharacters(_ index: Index, with character: Character) -> String {
    self[..<index] + String(character) + self[self.index(after: index)...]
  }
}
