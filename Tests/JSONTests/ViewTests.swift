import JSON
import Testing

@Suite struct ViewTests {
  @Test func showsWhatTheValueIs() throws {
    for text in ["null", "true", "1", "1.5", #""a""#, "[1,[2]]", #"{"a":{"b":1}}"#] {
      let value = try JSONValue.parse(text)
      value.withView { view in
        #expect(view.kind == value.kind)
        #expect(view.count == value.count)
        #expect(view.isInteger == value.isInteger)
        #expect(view.value == value)
        #expect(view.position == value.position)
      }
    }
  }

  @Test func walksMembersInOrderWithTheirNamesUnescaped() throws {
    let value = try JSONValue.parse(#"{"a":1,"\u0062":[2,3],"":{"x":4}}"#)
    var seen: [String] = []
    let isWhole = value.withView { view in
      view.allMembers { name, key, member in
        seen.append("\(String(decoding: name, as: UTF8.self))=\(member.value)")
        #expect(key.value.string == String(decoding: name, as: UTF8.self))
        return true
      }
    }
    #expect(isWhole)
    #expect(seen == ["a=1", "b=[2,3]", #"={"x":4}"#])
  }

  @Test func walksEndAtTheFirstRefusal() throws {
    let value = try JSONValue.parse("[1,[2],3,4]")
    var seen = 0
    #expect(
      !value.withView { view in
        view.allElements { element in
          seen += 1
          return element.kind == .number
        }
      })
    #expect(seen == 2)
  }

  @Test func hasNoMembersElementsOrTextOfOtherKinds() throws {
    JSONValue(1).withView { view in
      #expect(view.allMembers { _, _, _ in false })
      #expect(view.allElements { _ in false })
      #expect(view.withUTF8 { $0.count } == nil)
    }
    try JSONValue.parse(#""a\u00e9""#).withView { #expect($0.withUTF8 { $0.count } == 3) }
  }

  @Test func countsNodesWithNames() throws {
    try JSONValue.parse(#"{"a":[1,2],"b":null}"#).withView {
      #expect($0.nodeCount == 7)
      #expect($0.textBytes == 20)
    }
    JSONValue(7).withView { #expect($0.textBytes == 0) }
  }
}
