import JSON
import MCPModel
import Testing

@Suite struct ContentBlockTests {
  private static func json(_ block: ContentBlock, _ revision: ProtocolRevision = .v2026_07_28) -> JSONValue {
    written { block.write(to: &$0, for: revision) }
  }

  @Test func withoutMoreHasNoAnnotationsAndNoMetadata() {
    #expect(Self.json(.text("x")) == ["type": "text", "text": "x"])
    #expect(
      Self.json(.image([0, 255], mimeType: "image/png"))
        == ["type": "image", "data": "AP8=", "mimeType": "image/png"])
    #expect(
      Self.json(.audio([0, 255], mimeType: "audio/wav"))
        == ["type": "audio", "data": "AP8=", "mimeType": "audio/wav"])
    #expect(
      Self.json(.resourceLink(Resource(uri: "u", name: "n"))) == ["type": "resource_link", "uri": "u", "name": "n"])
    #expect(
      Self.json(.resource(ResourceContents(uri: "u", body: .blob([0, 255]))))
        == ["type": "resource", "resource": ["uri": "u", "blob": "AP8="]])
  }

  @Test func ofAKindThatTheRevisionLacksIsATextThatSaysSo() {
    let audio = Self.json(.audio([0], mimeType: "audio/wav"), .v2024_11_05)
    #expect(audio["type"] == "text" && audio["text"]?.string?.contains("audio/wav") == true)
    let link = Resource(uri: "test://r", name: "n", title: "T", description: "D")
    let text = Self.json(.resourceLink(link), .v2025_03_26)
    #expect(text == ["type": "text", "text": "[Resource T <test://r>: D]"])
  }

  @Test func hasOneSetOfAnnotationsWhereALinkHasSomeToo() {
    let resource = Resource(uri: "u", name: "n", annotations: Annotations(priority: 0), meta: ["of": "resource"])
    let plain = Self.json(ContentBlock(.resourceLink(resource)))
    #expect(plain["annotations"]?["priority"]?.double == 0 && plain["_meta"] == ["of": "resource"])
    let own = Self.json(
      ContentBlock(.resourceLink(resource), annotations: Annotations(priority: 1), meta: ["of": "block"]))
    #expect(own["annotations"]?["priority"]?.double == 1 && own["_meta"] == ["of": "block"])
  }

  @Test func takesAnnotationsAndMetadataLater() {
    var block = ContentBlock.text("x")
    #expect(block.annotations?.priority == nil && block.meta?.kind == nil)
    block.meta = ["a": 1]
    block.annotations = Annotations(priority: 1)
    #expect(block.meta == ["a": 1] && block.annotations?.priority == 1)
    block.annotations = nil
    #expect(Self.json(block) == ["type": "text", "text": "x", "_meta": ["a": 1]])
  }

  @Test func sendsNoMetadataThatIsNoObject() {
    #expect(Self.json(ContentBlock(.text("x"), meta: 7)) == ["type": "text", "text": "x"])
  }
}
