internal import Testing

@testable internal import Workspace

@Suite struct FileURITests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: [
    ("a.txt", "a.txt"), ("sub/b-_~.md", "sub/b-_~.md"), ("a b", "a%20b"), ("100%", "100%25"),
    ("ü/名", "%C3%BC/%E5%90%8D"),
    ("q?#[]@!$&'()*+,;=:", "q%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A"), ("back\\slash", "back%5Cslash"),
    ("line\nbreak", "line%0Abreak"), ("...", "..."), ("e\u{301}", "e%CC%81"),
  ])
  func aPathAndItsURIStandForEachOther(_ path: String, _ encoded: String) throws {
    let folder = try WorkspaceFolder(path: "\(files.path)/inside")
    let uri = try folder.uri(of: path)
    #expect(uri == "file://\(files.path)/inside/\(encoded)")
    #expect(Array(try folder.path(ofURI: uri).utf8) == Array(path.utf8))
  }

  @Test func theRootHasAURIAsWell() throws {
    let folder = try WorkspaceFolder(path: "\(files.path)/inside")
    #expect(folder.rootURI == "file://\(files.path)/inside")
    #expect(try folder.uri(of: ".") == folder.rootURI)
    #expect(try folder.uri(of: "./sub/") == folder.rootURI + "/sub")
    #expect(try folder.path(ofURI: folder.rootURI) == ".")
    #expect(try folder.path(ofURI: folder.rootURI + "/") == ".")
    #expect(try folder.path(ofURI: folder.rootURI + "/sub/") == "sub")
  }

  @Test func theRootIsNamedByItsRealPath() throws {
    try files.makeLink("link", to: "inside")
    let folder = try WorkspaceFolder(path: "\(files.path)/link/.")
    #expect(folder.rootURI == "file://\(files.path)/inside")
    #expect(refusal { try folder.path(ofURI: "file://\(files.path)/link/a") } == .outside)
  }

  @Test func theWholeFileSystemCanBeTheWorkspace() throws {
    let folder = try WorkspaceFolder(path: "/")
    #expect(folder.rootURI == "file:///")
    #expect(try folder.uri(of: "etc/passwd") == "file:///etc/passwd")
    #expect(try folder.path(ofURI: "file:///etc/passwd") == "etc/passwd")
    #expect(try folder.path(ofURI: "file:///") == ".")
  }

  @Test func schemeAndHostMayBeWrittenInOtherWays() throws {
    let folder = try WorkspaceFolder(path: "/etc")
    for uri in ["file:///etc/a", "FILE:///etc/a", "file://localhost/etc/a", "File://LocalHost/%65tc/%61"] {
      #expect(try folder.path(ofURI: uri) == "a", "\(uri)")
    }
    #expect(try folder.path(ofURI: "file:///etc/a%c3%bc+b&c") == "aü+b&c")
  }

  @Test(arguments: [
    "", "a", "/etc/a", "file:", "file:/etc/a", "file://", "file://etc/a", "file://host/etc/a", "file://127.0.0.1/etc/a",
    "http:///etc/a", "file:///etc/a?q", "file:///etc/a#f", "file:///etc/a b", "file:///etc/ä", "file:///etc/a\\b",
    "file:///etc/%", "file:///etc/%2", "file:///etc/%zz", "file:///etc/%+1", "file:///etc/a%00", "file:///etc/a%2Fb",
    "file:///etc/a%2fb", "file:///etc/../etc/a", "file:///etc/./a", "file:///etc/%2e%2e/a", "file:///etc/.%2E",
    "file:///etc//a", "file:////etc/a", "file:///etc/a//", "file:///etc/%ff", "file:///etc/a\0b", "file:///etc/<a>",
    "file:///etc/.rialto-tmp-1", "file:///etc/" + String(repeating: "n", count: 256),
    "file:///etc/" + String(repeating: "n/", count: 20_000), "file\u{301}:///etc/a", "file:///etc/[a]",
  ])
  func everythingElseIsRefused(_ uri: String) throws {
    let folder = try WorkspaceFolder(path: "/etc")
    #expect(refusal { try folder.path(ofURI: uri) } == .invalidPath)
  }

  @Test(arguments: ["file:///", "file:///etcetera/a", "file:///et", "file:///usr/etc/a", "file:///ETC/a"])
  func otherPlacesAreOutside(_ uri: String) throws {
    let folder = try WorkspaceFolder(path: "/etc")
    #expect(refusal { try folder.path(ofURI: uri) } == .outside)
  }

  @Test func aPathWithDotsHasNoURI() throws {
    let folder = try WorkspaceFolder(path: "/etc")
    #expect(refusal { try folder.uri(of: "a/../b") } == .invalidPath)
    #expect(refusal { try folder.uri(of: "..") } == .invalidPath)
    #expect(refusal { try folder.uri(of: "/a") } == .outside)
  }
}
