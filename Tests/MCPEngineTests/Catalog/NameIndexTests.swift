import JSON
import Testing

@testable import MCPEngine

@Suite struct NameIndexTests {
  @Test func findsEveryNameAtItsPosition() {
    let names = (0..<1_000).map { "tool_\($0)" } + ["", "é", "a name with spaces", String(repeating: "n", count: 300)]
    let index = NameIndex(names)
    for (position, name) in names.enumerated() { #expect(index[name] == position) }
    #expect(index["tool_1000"] == nil && index["tool_"] == nil && index["e"] == nil)
  }

  @Test func findsNothingWhereThereIsNothing() {
    #expect(NameIndex()["a"] == nil && NameIndex()[""] == nil)
  }

  @Test func comparesWhatIsMeantRatherThanHowItIsWritten() throws {
    let index = NameIndex(["echo", "7", "null"])
    let asked = try JSONValue.parse(#"["\u0065cho","echo","ech\u006f ",7,null]"#)
    #expect(asked.elements.map { index[$0.view] } == [0, 0, nil, nil, nil])
  }
}
