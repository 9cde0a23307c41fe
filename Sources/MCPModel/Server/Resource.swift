public import JSON

/// A resource as clients see it (MCP, Resources).
public struct Resource: Sendable {
  /// RFC 3986; unique within the server.
  public var uri: String
  /// For programs, and for display where there is no title.
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  /// For the model: what is in it.
  public var description: String?
  /// Such as `text/plain`, where it is known.
  public var mimeType: String?
  /// Bytes before any encoding.
  public var size: Int64?
  /// Sent from 2025-11-25 on.
  public var icons: [Icon]
  /// Sent with every revision.
  public var annotations: Annotations?
  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue?

  public init(
    uri: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil,
    size: Int64? = nil, icons: [Icon] = [], annotations: Annotations? = nil, meta: JSONValue? = nil
  ) {
    self.uri = uri
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
    self.size = size
    self.icons = icons
    self.annotations = annotations
    self.meta = meta
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.beginObject()
    writeMembers(to: &builder, revision.traits)
    builder.endObject()
  }

  func writeMembers(to builder: inout JSONBuilder, _ traits: RevisionTraits) {
    builder.member("uri", uri)
    builder.member("name", name)
    if traits.contains(.titles) { builder.member("title", title) }
    builder.member("description", description)
    builder.member("mimeType", mimeType)
    builder.member("size", size)
    builder.icons(icons, traits)
    builder.annotations(annotations, traits)
    if traits.contains(.entryMeta) { builder.meta(meta) }
  }
}
