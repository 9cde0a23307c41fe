import MCPModel
import Testing

@Suite struct RequestIDTests {
  @Test func isEqualByBytes() {
    #expect(RequestID.string("a") == .string("a"))
    #expect(RequestID.string("\u{E9}") != .string("e\u{301}"))
    #expect(RequestID.string("1") != .integer(1))
    #expect(RequestID.integer(.min) != .integer(.max))
  }

  @Test func isFoundInATable() {
    let table: [RequestID: Int] = [.string("\u{E9}"): 1, .string("e\u{301}"): 2, .string(""): 3, .integer(1): 4]
    #expect(table[.string("\u{E9}")] == 1 && table[.string("e\u{301}")] == 2)
    #expect(table[.string("")] == 3 && table[.integer(1)] == 4 && table[.string("1")] == nil)
  }
}
