public import JSON

/// A family of resources, named by a URI template of RFC 6570 (MCP, Resources, Resource Templates).
public struct ResourceTemplate: Sendable {
  /// Unique within the server; at most 4,096 bytes and 64 variables.
  public var uriTemplate: String
  /// For programs, and for display where there is no title.
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  /// For the model: what the family is.
  public var description: String?
  /// Only where all resources of the family have it.
  public var mimeType: String?
  /// Sent from 2025-11-25 on.
  public var icons: [Icon]
  public var annotations: Annotations?
  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue?

  public init(
    uriTemplate: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil,
    icons: [Icon] = [], annotations: Annotations? = nil, meta: JSONValue? = nil
  ) {
    self.uriTemplate = uriTemplate
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
    self.icons = icons
    self.annotations = annotations
    self.meta = meta
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    builder.beginObject()
    builder.member("uriTemplate", uriTemplate)
    builder.member("name", name)
    if traits.contains(.titles) { builder.member("title", title) }
    builder.member("description", description)
    builder.member("mimeType", mimeType)
    builder.icons(icons, traits)
    builder.annotations(annotations, traits)
    if traits.contains(.entryMeta) { builder.meta(meta) }
    builder.endObject()
  }
}
