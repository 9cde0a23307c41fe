import JSON
import MCPModel
import Testing

@Suite struct MetaTests {
  private static func meta(_ own: JSONValue?, _ reserved: JSONValue?) -> JSONValue? {
    object { $0.meta(own, reserved: reserved) }["_meta"]
  }

  @Test func joinsWhatAHandlerAndTheProtocolWant() {
    #expect(Self.meta(nil, nil) == nil)
    #expect(Self.meta(["a": 1], nil) == ["a": 1])
    #expect(Self.meta(nil, ["b": 2]) == ["b": 2])
    #expect(Self.meta(["a": 1], ["b": 2]) == ["a": 1, "b": 2])
  }

  @Test func givesTheProtocolTheLastWord() {
    #expect(Self.meta(["a": 1, "b": 1], ["b": 2]) == ["a": 1, "b": 2])
    #expect(Self.meta([1], ["b": 2]) == ["b": 2])
    #expect(Self.meta("x", nil) == nil)
  }
}
