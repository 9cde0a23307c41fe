import Testing
import URITemplate

@Suite struct TemplateTests {
  private func failure(_ text: String) -> URITemplateError? {
    do throws(URITemplateError) {
      _ = try URITemplate(text)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("{", 1), ("abc{", 4), ("abc{x", 5), ("abc}", 3), ("{}", 1), ("{x}}", 3), ("{{x}}", 1), ("{x,}", 3), ("{,x}", 1),
    ("{x y}", 2), ("{ x}", 1), ("{x }", 2), ("{x-y}", 2), ("{x:}", 3), ("{x:0}", 3), ("{x:01}", 3), ("{x:10000}", 7),
    ("{x:2*}", 4), ("{x*:2}", 3), ("{x**}", 3), ("{*x}", 1), ("{x.}", 3), ("{.x.}", 4), ("{..x}", 2), ("{x..y}", 3),
    ("{é}", 1), ("{%2x}", 1), ("{%}", 1), ("{=x}", 1), ("{,}", 1), ("{!x}", 1), ("{@x}", 1), ("{|x}", 1), ("{??x}", 2),
    ("{~x}", 1), ("a b", 1), ("a\"", 1), ("a<b>", 1), ("a\\b", 1), ("a^", 1), ("a`", 1), ("a|", 1), ("a%", 1),
    ("a%2", 1), ("a%zz", 1), ("a\n", 1), ("a\0", 1), ("a\u{7F}", 1), ("a\u{85}", 1),
  ])
  func whatIsNotATemplateIsRefusedWithItsPosition(text: String, offset: Int) {
    #expect(failure(text)?.code == .malformed)
    #expect(failure(text)?.byteOffset == offset)
  }

  @Test(arguments: [
    "", "file:///a", "{x}", "a{x}b{y}", "{x.y_1}", "{%C3%A9}", "{+x}{#x}{.x}{/x}{;x}{?x}{&x}", "{x:9999}", "{x*,y:3}",
    "'", "é{x}", "urn:%2f", "http://[::1]:80/?q#f",
  ])
  func whatIsATemplateIsAccepted(text: String) {
    #expect(failure(text) == nil)
  }

  @Test func lengthAndVariablesAreBounded() {
    #expect(failure(String(repeating: "a", count: 4_096)) == nil)
    #expect(failure(String(repeating: "a", count: 4_097))?.code == .tooLarge)
    #expect(failure(String(repeating: "{a}", count: 64)) == nil)
    #expect(failure(String(repeating: "{a}", count: 65))?.code == .tooLarge)
    #expect(failure("{a" + String(repeating: ",a", count: 64) + "}")?.code == .tooLarge)
  }

  @Test func namesAreListedOnce() throws {
    #expect(try URITemplate("x:{b,a}/{+b}{?c*,a:3}").variableNames == ["b", "a", "c"])
    #expect(try URITemplate("x:y").variableNames.isEmpty)
  }

  @Test func templatesAreEqualByTheirText() throws {
    #expect(try URITemplate("{a}") == URITemplate("{a}"))
    #expect(try URITemplate("{a}") != URITemplate("{b}"))
    #expect(try "\(URITemplate("{a}"))" == "{a}")
  }

  @Test func aPrefixIsForStringsOnly() throws {
    let template = try URITemplate("{a:3}")
    #expect(throws: URITemplateError.self) { try template.expand(["a": ["x", "y"]]) }
    #expect(throws: URITemplateError.self) { try template.expand(["a": ["x": "y"]]) }
    #expect(try template.expand(["a": "xyzzy"]) == "xyz")
    #expect(try template.expand([:]) == "")
  }
}
