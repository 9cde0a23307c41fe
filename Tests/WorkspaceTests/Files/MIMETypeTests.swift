internal import Bytes
internal import Testing
internal import Workspace

@Suite struct MIMETypeTests {
  @Test(arguments: [
    ("notes.txt", "text/plain"), ("README.md", "text/markdown"), ("data.json", "application/json"),
    ("INDEX.HTML", "text/html"), ("style.css", "text/css"), ("app.js", "text/javascript"), ("photo.JPeG", "image/jpeg"),
    ("icon.svg", "image/svg+xml"), ("song.mp3", "audio/mpeg"), ("paper.pdf", "application/pdf"),
    ("main.swift", "text/x-swift"), ("archive.tar.gz", "application/gzip"), ("src/deep.dir/main.py", "text/x-python"),
    ("Makefile", "text/plain"), ("a/LICENSE", "text/plain"), (".gitignore", "text/plain"),
  ])
  func theTypeFollowsFromTheName(_ name: String, _ type: String) {
    #expect(MIMEType.of(fileName: name) == type)
  }

  @Test(arguments: ["", "noextension", "a.unheardof", "dot.", ".md", "dir.txt/file", "a.txt/"])
  func namesThatSayNothingAreOctets(_ name: String) {
    #expect(MIMEType.of(fileName: name) == "application/octet-stream")
  }

  @Test func textIsWhatIsUTF8() {
    #expect(MIMEType.isText(SharedBytes()))
    #expect(MIMEType.isText(SharedBytes("grüße, 世界 🌍\0".utf8)))
    #expect(!MIMEType.isText(SharedBytes([0x89, 0x50, 0x4E, 0x47])))
    #expect(!MIMEType.isText(SharedBytes([0xED, 0xA0, 0x80])))
    #expect(!MIMEType.isText(SharedBytes(Array("cut off \u{E9}".utf8.dropLast()))))
  }
}
