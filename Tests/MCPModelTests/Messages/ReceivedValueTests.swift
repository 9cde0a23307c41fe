import JSON
import MCPModel
import Testing

@Suite struct ReceivedValueTests {
  private static let value = ReceivedValue(["a": ["b", 1], "n": nil], at: "/params")

  @Test func knowsItsPlace() throws {
    let list = try Self.value.required("a")
    #expect(list.path == "/params/a")
    let error = #expect(throws: MCPError.self) { try list.strings() }
    #expect(error?.message == "/params/a/1: must be a string")
  }

  @Test func tellsWhatIsMissingFromWhatIsNull() throws {
    #expect(try Self.value.optional("x")?.json == nil)
    #expect(try Self.value.optional("n")?.json.isNull == true)
    let error = #expect(throws: MCPError.self) { try Self.value.required("x") }
    #expect(error?.message == "/params/x: is missing")
  }

  /// A name may be as long as a message, an error may not.
  @Test func saysOnlyTheBeginningOfALongName() throws {
    let name = String(repeating: "é", count: 100_000)
    let json = object { builder in
      builder.key(name)
      builder.int(1)
    }
    let member = try #require(try ReceivedValue(json, at: "").members().first)
    #expect(member.name == name && member.value.path.utf8.count == 129)
  }

  @Test func namesTheChoicesThatThereAre() {
    let error = #expect(throws: MCPError.self) { try ReceivedValue("other", at: "/role").choice(Role.self) }
    #expect(error?.message == "/role: must be one of user, assistant")
  }
}
