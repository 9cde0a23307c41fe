internal import JSON

extension SamplingContent {
  /// Reads a block of a model's answer. Results of tools go the other way only and are refused.
  init(_ received: ReceivedValue) throws(MCPError) {
    switch try received.required("type").choice(Kind.self) {
    case .text: body = .text(try received.required("text").string())
    case .image:
      body = .image(
        data: try received.required("data").string(), mimeType: try received.required("mimeType").string())
    case .audio:
      body = .audio(
        data: try received.required("data").string(), mimeType: try received.required("mimeType").string())
    case .toolUse:
      body = .toolUse(
        id: try received.required("id").string(), name: try received.required("name").string(),
        input: try received.required("input").object())
    }
    if let annotations = try received.optional("annotations") { self.annotations = try Annotations(annotations) }
    meta = try received.optional("_meta")?.object()
  }

  private enum Kind: String, CaseIterable {
    case text
    case image
    case audio
    case toolUse = "tool_use"
  }
}
