import Testing
import URITemplate

@Suite struct MatchTests {
  private func match(_ template: String, _ uri: String) throws -> URITemplate.Variables? {
    try URITemplate(template).match(uri)
  }

  @Test func aTemplateWithoutVariablesMatchesItself() throws {
    #expect(try match("config://app", "config://app") == [:])
    for other in ["", "config://ap", "config://app/", "config://App", "xconfig://app"] {
      #expect(try match("config://app", other) == nil)
    }
    #expect(try match("", "") == [:])
  }

  @Test func literalsMatchTheirEncodedForm() throws {
    #expect(try match("café/{x}", "caf%C3%A9/1") == ["x": "1"])
    #expect(try match("café/{x}", "caf%c3%a9/1") == ["x": "1"])
    #expect(try match("café/{x}", "café/1") == nil)
    #expect(try match("a%2fb", "a%2Fb") == [:])
    #expect(try match("a%2fb", "a/b") == nil)
  }

  @Test func aSimpleVariableStopsAtReservedCharacters() throws {
    #expect(try match("users://{id}/profile", "users://42/profile") == ["id": "42"])
    #expect(try match("users://{id}/profile", "users://a-b_c.d~e/profile") == ["id": "a-b_c.d~e"])
    #expect(try match("users://{id}/profile", "users://a%2Fb%20c%C3%A9/profile") == ["id": "a/b cé"])
    for id in ["", "a/b", "a:b", "a b", "é"] {
      #expect(try match("users://{id}/profile", "users://\(id)/profile") == nil, "\(id)")
    }
  }

  @Test func aReservedVariableTakesSlashes() throws {
    #expect(try match("file:///srv/{+path}", "file:///srv/a/b%20c.txt") == ["path": "a/b c.txt"])
    #expect(try match("file:///srv/{+path}", "file:///srv/a?b#c,d") == ["path": "a?b#c,d"])
    #expect(try match("file:///srv/{+path}", "file:///srv/") == nil)
    #expect(try match("file:///srv/{+path}", "file:///srv/a b") == nil)
    #expect(try match("{+path}/here", "/foo/here/here") == ["path": "/foo/here"])
    #expect(try match("{+path,x}/here", "/foo/bar,1024/here") == ["path": "/foo/bar", "x": "1024"])
    #expect(try match("{+list*}", "a/b,c") == ["list": ["a/b", "c"]])
  }

  @Test(arguments: ["%", "%4", "%4g", "a%", "%C3", "%A9", "%ED%A0%80", "%C0%AF", "%F4%90%80%80", "%FF"])
  func brokenEncodingsAndWhatIsNotUTF8AreNoMatch(value: String) throws {
    for template in ["x:{a}", "x:{+a}", "x:{a*}", "x:{a:9}"] { #expect(try match(template, "x:" + value) == nil) }
    #expect(try match("x:{?a}", "x:?a=" + value) == nil)
    #expect(try match("x:{/a}", "x:/" + value) == nil)
  }

  @Test func fragmentsLabelsAndPathsMayBeAbsent() throws {
    #expect(try match("x{#a}", "x#a/b?c") == ["a": "a/b?c"])
    #expect(try match("x{#a}", "x#") == ["a": ""])
    #expect(try match("x{#a}", "x") == [:])
    #expect(try match("X{.a,b}", "X.1024.768") == ["a": "1024", "b": "768"])
    #expect(try match("X{.a,b}", "X.1024") == ["a": "1024"])
    #expect(try match("X{.a,b}", "X.1.2.3") == nil)
    #expect(try match("X{.a}", "X.tar.gz") == ["a": "tar.gz"])
    #expect(try match("X{.a*}", "X.tar.gz") == ["a": ["tar", "gz"]])
    #expect(try match("{/a,b}/here", "/value/1024/here") == ["a": "value", "b": "1024"])
    #expect(try match("{/a,b}/here", "/value/here") == ["a": "value"])
    #expect(try match("{/a,b}/here", "/here") == [:])
    #expect(try match("{/a,b}/here", "//x/here") == ["a": "", "b": "x"])
    #expect(try match("{/a,b}/here", "/1/2/3/here") == nil)
  }

  @Test func explodedPathsAreLists() throws {
    #expect(try match("file://{/path*}", "file:///a/b/c%2Fd") == ["path": ["a", "b", "c/d"]])
    #expect(try match("file://{/path*}", "file:///a") == ["path": ["a"]])
    #expect(try match("file://{/path*}", "file://") == [:])
    #expect(try match("{/path*,name}", "/a/b/c") == ["path": ["a", "b"], "name": "c"])
    #expect(try match("{/first,path*,name}", "/a/b/c/d") == ["first": "a", "path": ["b", "c"], "name": "d"])
    #expect(try match("{/first,path*,name}", "/a/b") == ["first": "a", "path": ["b"]])
    #expect(try match("{/path*}{?q}", "/a/b?q=1") == ["path": ["a", "b"], "q": "1"])
  }

  @Test func parametersComeInAnyOrderOrNotAtAll() throws {
    let template = "search:{?query,page,tag*}"
    #expect(try match(template, "search:") == [:])
    #expect(try match(template, "search:?query=a%26b&page=2") == ["query": "a&b", "page": "2"])
    #expect(try match(template, "search:?page=2&query=a") == ["query": "a", "page": "2"])
    #expect(try match(template, "search:?tag=a&query=q&tag=b") == ["query": "q", "tag": ["a", "b"]])
    #expect(try match(template, "search:?tag=a") == ["tag": ["a"]])
    #expect(try match(template, "search:?query=") == ["query": ""])
    #expect(try match(template, "search:?query") == ["query": ""])
    let others = [
      "?", "?&", "?query=a&", "?&query=a", "?other=1", "?query=a&other=1", "?query=a&query=b", "?Query=a", "?query=a=b",
      "?query=a/b", "?query=a?page=1", "&query=a", "?=a", "?query=a#b",
    ]
    for query in others {
      #expect(try match(template, "search:" + query) == nil, "\(query)")
    }
  }

  @Test func parametersGoOnBehindOthers() throws {
    #expect(try match("x?fixed=yes{&a,b}", "x?fixed=yes&b=2&a=1") == ["a": "1", "b": "2"])
    #expect(try match("x?fixed=yes{&a,b}", "x?fixed=yes") == [:])
    #expect(try match("x{?a}{&b*}", "x?b=2&a=1&b=3") == ["a": "1", "b": ["2", "3"]])
    #expect(try match("x{?a}{&b}", "x&b=2") == ["b": "2"])
    #expect(try match("x{?a}&z=1", "x?a=1&z=1") == ["a": "1"])
    #expect(try match("x{;a,b}/y", "x;b=2;a=1/y") == ["a": "1", "b": "2"])
    #expect(try match("x{;a,b}/y", "x;a/y") == ["a": ""])
    #expect(try match("x{;a}{;b}", "x;b=2;a=1") == ["a": "1", "b": "2"])
    #expect(try match("x{?%C3%A9}", "x?%c3%a9=1") == ["%C3%A9": "1"])
  }

  @Test func commasMakeLists() throws {
    #expect(try match("x:{a}", "x:1,2") == ["a": ["1", "2"]])
    #expect(try match("x:{a}", "x:1%2C2") == ["a": "1,2"])
    #expect(try match("x:{a*}", "x:1") == ["a": ["1"]])
    #expect(try match("x:{a,b}", "x:1,2") == ["a": "1", "b": "2"])
    #expect(try match("x:{a,b}", "x:1") == ["a": "1"])
    #expect(try match("x:{a,b}", "x:1,2,3") == nil)
    #expect(try match("x:{a,b*}", "x:1,2,3") == ["a": "1", "b": ["2", "3"]])
    #expect(try match("x{/a,b}", "x/1,2/3") == ["a": ["1", "2"], "b": "3"])
    #expect(try match("x{?a,b}", "x?a=1,2&b=3") == ["a": ["1", "2"], "b": "3"])
    #expect(try match("x{?a*}", "x?a=1,2") == nil)
  }

  @Test func aValueHasOneText() throws {
    #expect(try match("x:{a}{#b}", "x:1,2#3")?.mapValues(\.text) == ["a": "1,2", "b": "3"])
    #expect((["k": "v", "l": "w"] as URITemplate.Value).text == "k,v,l,w")
  }

  @Test func prefixesAreShort() throws {
    #expect(try match("x:{a:3}", "x:abc") == ["a": "abc"])
    #expect(try match("x:{a:3}", "x:ab") == ["a": "ab"])
    #expect(try match("x:{a:3}", "x:abcd") == nil)
    #expect(try match("x:{a:2}", "x:%CE%B1%CE%B2") == ["a": "αβ"])
    #expect(try match("x:{a:2}", "x:%CE%B1%CE%B2%CE%B3") == nil)
    #expect(try match("x:{a:1}{b}", "x:%CE%B1%CE%B2") == ["a": "α", "b": "β"])
    #expect(try match("x{/a:1,a}", "x/v/value") == ["a": "value"])
    #expect(try match("x{/a,a:1}", "x/value/v") == ["a": "value"])
    #expect(try match("x{/a:1,a}", "x/w/value") == nil)
    #expect(try match("x{?a:2}", "x?a=abc") == nil)
  }

  @Test func aVariableThatOccursTwiceHasOneValue() throws {
    #expect(try match("{a}/{a}", "1/1") == ["a": "1"])
    #expect(try match("{a}/{a}", "1/2") == nil)
    #expect(try match("{a}/{+a}", "a%20b/a%20b") == ["a": "a b"])
  }

  @Test func neighboursShareWhatIsThere() throws {
    #expect(try match("{a}{b}", "xyz") == ["a": "xy", "b": "z"])
    #expect(try match("{a}{b}", "x") == nil)
    #expect(try match("{a}{b}", "x%CE%B1") == ["a": "x", "b": "α"])
    #expect(try match("{a}-{b}", "1-2-3") == ["a": "1-2", "b": "3"])
    #expect(try match("{name}{.extension}", "a.b.txt") == ["name": "a.b", "extension": "txt"])
    #expect(try match("{name}{.extension}", "readme") == ["name": "readme"])
    #expect(try match("{+path}{?line}", "a/b?line=3") == ["path": "a/b", "line": "3"])
    #expect(try match("{+path}{?line}", "a/b") == ["path": "a/b"])
    #expect(try match("{+path}{?line}{#part}", "a?line=3#x") == ["path": "a", "line": "3", "part": "x"])
    #expect(try match("{+path}{?line}{#part}", "a#x") == ["path": "a", "part": "x"])
    #expect(try match("{+base}{/id}", "http://h/a/b") == ["base": "http://h/a", "id": "b"])
    #expect(try match("{/a}{/b}", "/x") == ["a": "x"])
    #expect(try match("{/a}{/b}", "/x/y") == ["a": "x", "b": "y"])
  }

  @Test func longURIsAreNoMatch() throws {
    #expect(try match("{+a}", String(repeating: "a", count: 8_192)) != nil)
    #expect(try match("{+a}", String(repeating: "a", count: 8_193)) == nil)
  }

  /// With backtracking each of these would take longer than the universe has.
  @Test func noURITakesLong() throws {
    let uri = String(repeating: "a", count: 8_000)
    let neighbours = (0..<64).map { "{v\($0)}" }.joined()
    #expect(try match(neighbours + "!", uri) == nil)
    #expect(try match(neighbours, uri)?.count == 64)
    #expect(try match((0..<64).map { "{+v\($0)}a" }.joined() + "!", uri) == nil)
    #expect(try match((0..<64).map { "{/v\($0)*}" }.joined() + "!", String(repeating: "/", count: 8_000)) == nil)
    #expect(try match((0..<64).map { "{+v\($0)}{?w\($0)}" }.prefix(32).joined() + "!", uri) == nil)
    let literal = String(repeating: "a", count: 4_000)
    #expect(try match("{+x}" + literal + "b", uri) == nil)
    #expect(try match("x{?p*}", "x?" + String(repeating: "p&", count: 4_000)) == nil)
  }
}
