package import JSON

extension ContentBlock {
  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.beginObject()
    if case .text(let text) = body {
      builder.text(text)
      if isRemarkedOn { writeRemarks(to: &builder, revision.traits) }
    } else {
      writeOther(to: &builder, for: revision)
    }
    builder.endObject()
  }

  /// The members of a block that is no text.
  private func writeOther(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    switch body {
    case .text(let text):
      builder.text(text)
    case .image(let data, let mimeType):
      builder.media("image", data, mimeType)
    case .audio(let data, let mimeType):
      guard traits.contains(.audio) else {
        builder.text(Self.standIn(audio: mimeType))
        break
      }
      builder.media("audio", data, mimeType)
    case .resourceLink(var resource):
      guard traits.contains(.resourceLinks) else {
        builder.text(Self.standIn(link: resource))
        break
      }
      builder.member("type", "resource_link")
      // The members of the resource are those of the block.
      resource.annotations = annotations ?? resource.annotations
      resource.meta = meta ?? resource.meta
      resource.writeMembers(to: &builder, traits)
      return
    case .resource(let contents):
      builder.member("type", "resource")
      builder.key("resource")
      contents.write(to: &builder, for: revision)
    }
    writeRemarks(to: &builder, traits)
  }

  private func writeRemarks(to builder: inout JSONBuilder, _ traits: RevisionTraits) {
    builder.annotations(annotations, traits)
    if traits.contains(.entryMeta) { builder.meta(meta) }
  }

  /// What is sent of a sound to a client that cannot take one.
  static func standIn(audio mimeType: String) -> String {
    "[Audio (\(mimeType)), which this revision of the protocol cannot carry]"
  }

  private static func standIn(link resource: Resource) -> String {
    let description = resource.description.map { ": \($0)" } ?? ""
    return "[Resource \(resource.title ?? resource.name) <\(resource.uri)>\(description)]"
  }
}

extension JSONBuilder {
  /// The members of a text block.
  @inline(__always)
  mutating func text(_ text: String) {
    member("type", constant: "text")
    member("text", text)
  }

  /// The members of a picture or a sound.
  mutating func media(_ type: String, _ base64: String, _ mimeType: String) {
    member("type", type)
    member("data", base64)
    member("mimeType", mimeType)
  }
}
