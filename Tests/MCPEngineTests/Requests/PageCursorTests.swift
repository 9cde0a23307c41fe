import JSON
import MCPModel
import Testing

@testable import MCPEngine

@Suite struct PageCursorTests {
  @Test(arguments: ["", "a", "dir/é𝄞 file", "\u{0}"])
  func bringsBackThePosition(_ position: String) throws {
    let cursor = PageCursor.encode(position)
    #expect(cursor.utf8.allSatisfy { 0x21...0x7E ~= $0 })
    #expect(try PageCursor.position(in: ["cursor": .init(stringLiteral: cursor)]) == position)
  }

  @Test func isAbsentOnTheFirstPage() throws {
    #expect(try PageCursor.position(in: nil) == nil)
    #expect(try PageCursor.position(in: ["other": 1]) == nil)
  }

  @Test(arguments: ["7", "null", #""!""#, #""YQ""#, #""YQ==x""#, #""/w==""#])
  func isRefusedWhereNobodyGaveIt(_ cursor: String) throws {
    let params: JSONValue = ["cursor": try JSONValue.parse(cursor)]
    let error = #expect(throws: MCPError.self) { try PageCursor.position(in: params) }
    #expect(error?.code == .invalidParams && error?.data == ["path": "/params/cursor"])
  }
}
