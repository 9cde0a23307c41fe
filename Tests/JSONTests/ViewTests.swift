import JSON
import Testing

@Suite struct ViewTests {
  @Test func showsWhatTheValueIs() throws {
    for text in ["null", "true", "1", "1.5", #""a""#, "[1,[2]]", #"{"a":{"b":1}}"#] {
      let value = try JSONValue.parse(text)
      let view = value.view
      #expect(view.kind == value.kind)
      #expect(view.count == value.count)
      #expect(view.isInteger == value.isInteger)
      #expect(view.string == value.string)
      #expect(view.value == value)
      #expect(view.position == value.position)
      withExtendedLifetime(value) {}
    }
  }

  @Test func walksMembersInOrder() throws {
    let value = try JSONValue.parse(#"{"a":1,"\u0062":[2,3],"":{"x":4}}"#)
    var seen: [String] = []
    var members = value.view.members
    while members.advance() { seen.append("\(members.key.string ?? "?")=\(members.value.value)") }
    #expect(seen == ["a=1", "b=[2,3]", #"={"x":4}"#])
    let goesOn = members.advance()
    #expect(!goesOn, "there is nothing behind the last")
    withExtendedLifetime(value) {}
  }

  @Test func findsMembersAndTextsOfEveryLength() throws {
    for length in 1...20 {
      let name = String(repeating: "n", count: length)
      let value = try JSONValue.parse(#"{"\#(name)x":0,"\#(name)":"\#(name)","x\#(name)":2}"#)
      #expect(value[name]?.string == name)
      let member = try #require(value[name])
      #expect(member.view.isString(name) && !member.view.isString(name + "x") && !member.view.isString("x" + name))
      withExtendedLifetime(member) {}
    }
    let value = try JSONValue.parse(#"{"a":1,"abcdefgh":2,"abcdefghi":3,"\u0061b":"\u0061b"}"#)
    #expect(value.view["a"]?.shortInteger == 1 && value.view["abcdefgh"]?.shortInteger == 2)
    #expect(value.view["abcdefghi"]?.shortInteger == 3 && value.view["ab"]?.isString("ab") == true)
    #expect(value.view["abcdefgx"] == nil && value.view["b"] == nil && value.view["a"]?["a"] == nil)
    withExtendedLifetime(value) {}
  }

  @Test func namesAreComparedWithoutTheirEscapes() throws {
    let value = try JSONValue.parse(#"{"a":1,"\u0062":2,"ab":3}"#)
    var members = value.view.members
    _ = members.advance()
    #expect(members.isNamed("a") && !members.isNamed("b") && !members.isNamed("ab"))
    #expect(members.plainName.map { $0.elementsEqual("a".utf8) } == true)
    _ = members.advance()
    #expect(members.isNamed("b") && !members.isNamed("a") && members.plainName == nil)
    _ = members.advance()
    #expect(members.isNamed("ab") && !members.isNamed("a") && !members.isNamed(""))
    withExtendedLifetime(value) {}
  }

  @Test func textIsComparedByBytes() throws {
    let value = try JSONValue.parse(#"["2.0","2\u002e0","2.00",2.0]"#)
    var seen: [Bool] = []
    _ = value.view.allElements { element in
      seen.append(element.isString("2.0"))
      return true
    }
    #expect(seen == [true, true, false, false])
    withExtendedLifetime(value) {}
  }

  @Test(arguments: [
    ("7", 7), ("-7", -7), ("999999999999999999", 999_999_999_999_999_999), ("1.0", nil), ("1e2", nil), (#""7""#, nil),
    ("9223372036854775807", nil),
  ] as [(String, Int64?)])
  func shortIntegersAreReadAtOnce(_ text: String, _ number: Int64?) throws {
    let value = try JSONValue.parse(text)
    #expect(value.view.shortInteger == number)
    withExtendedLifetime(value) {}
  }

  @Test func walksEndAtTheFirstRefusal() throws {
    let value = try JSONValue.parse("[1,[2],3,4]")
    var seen = 0
    #expect(
      !value.view.allElements { element in
        seen += 1
        return element.kind == .number
      })
    #expect(seen == 2)
    withExtendedLifetime(value) {}
  }

  @Test func hasNoMembersElementsOrTextOfOtherKinds() throws {
    let number = JSONValue(1)
    var members = number.view.members
    let isMember = members.advance()
    #expect(!isMember)
    #expect(number.view.allElements { _ in false })
    #expect(number.view.withUTF8 { $0.count } == nil)
    let text = try JSONValue.parse(#""a\u00e9""#)
    #expect(text.view.withUTF8 { $0.count } == 3)
    withExtendedLifetime((number, text)) {}
  }

  @Test func countsNodesWithNames() throws {
    let value = try JSONValue.parse(#"{"a":[1,2],"b":null}"#)
    #expect(value.view.nodeCount == 7)
    #expect(value.view.textBytes == 20)
    withExtendedLifetime(value) {}
  }
}
