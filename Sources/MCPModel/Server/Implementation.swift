package import JSON

/// The name and version of a client or server program (MCP, `Implementation`). Self-reported and never verified:
/// nothing may depend on it.
public struct Implementation: Sendable {
  /// For programs, and for display where there is no title.
  public var name: String
  public var version: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  /// What the program does; sent from 2025-11-25 on.
  public var description: String?
  /// Where the program has its pages; sent from 2025-11-25 on.
  public var websiteURL: String?
  /// Sent from 2025-11-25 on.
  public var icons: [Icon]

  public init(
    name: String, version: String, title: String? = nil, description: String? = nil, websiteURL: String? = nil,
    icons: [Icon] = []
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.description = description
    self.websiteURL = websiteURL
    self.icons = icons
  }

  package func json(for revision: ProtocolRevision) -> JSONValue {
    let traits = revision.traits
    var builder = JSONBuilder()
    builder.beginObject()
    builder.member("name", name)
    builder.member("version", version)
    if traits.contains(.titles) { builder.member("title", title) }
    if traits.contains(.implementationDetails) {
      builder.member("description", description)
      builder.member("websiteUrl", websiteURL)
    }
    builder.icons(icons, traits)
    builder.endObject()
    return builder.finish()
  }
}
