import Testing

@testable import JSONSchema

@Suite struct URIReferenceTests {
  /// RFC 3986, sections 5.4.1 and 5.4.2.
  @Test(arguments: [
    ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
    ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
    ("g#s", "http://a/b/c/g"), ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"),
    (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"),
    ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"),
    ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"),
    ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
    ("g/../h", "http://a/b/c/h"),
    ("g;x=1/../y", "http://a/b/c/y"),
  ])
  func resolvesAsTheStandardShows(reference: String, expected: String) {
    #expect(URIReference(reference).resolved(against: URIReference("http://a/b/c/d;p?q")).document == expected)
  }

  @Test(arguments: [
    ("#a", "urn:uuid:1", "urn:uuid:1"), ("urn:x:y", "http://a/b", "urn:x:y"), ("b", "", "b"), ("#a", "", ""),
    ("x", "http://a", "http://a/x"),
  ])
  func resolvesAgainstOtherBases(reference: String, base: String, expected: String) {
    #expect(URIReference(reference).resolved(against: URIReference(base)).document == expected)
  }

  @Test(
    arguments: [
      ("a", ""), ("a#", ""), ("a#b", "b"), ("#/a%20b%25", "/a b%"), ("#%C3%A9", "é"), ("#a#b", "a#b"), ("#%", nil),
      ("#%4", nil), ("#%4g", nil), ("#%+1", nil), ("#%ff", nil),
    ] as [(String, String?)])
  func decodesTheFragment(reference: String, fragment: String?) {
    #expect(URIReference(reference).decodedFragment == fragment)
  }
}
