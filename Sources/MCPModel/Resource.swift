package import JSON

/// A resource as clients see it (MCP, Server Features, Resources).
public struct Resource: Sendable {
  public var uri: String
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  public var description: String?
  public var mimeType: String?
  /// Bytes before any encoding.
  public var size: Int64?

  public init(
    uri: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil,
    size: Int64? = nil
  ) {
    self.uri = uri
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
    self.size = size
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.beginObject()
    builder.member("uri", uri)
    builder.member("name", name)
    if revision.traits.hasTitles { builder.member("title", title) }
    builder.member("description", description)
    builder.member("mimeType", mimeType)
    builder.member("size", size)
    builder.endObject()
  }
}

/// A family of resources, named by an RFC 6570 template.
public struct ResourceTemplate: Sendable {
  public var uriTemplate: String
  public var name: String
  public var title: String?
  public var description: String?
  public var mimeType: String?

  public init(
    uriTemplate: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil
  ) {
    self.uriTemplate = uriTemplate
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.beginObject()
    builder.member("uriTemplate", uriTemplate)
    builder.member("name", name)
    if revision.traits.hasTitles { builder.member("title", title) }
    builder.member("description", description)
    builder.member("mimeType", mimeType)
    builder.endObject()
  }
}

/// What reading a resource gave: text, or bytes in base64.
public struct ResourceContents: Sendable {
  public var uri: String
  public var mimeType: String?
  public var body: Body

  public enum Body: Sendable {
    case text(String)
    /// RFC 4648 base64, padded.
    case blob(base64: String)
  }

  public init(uri: String, mimeType: String? = nil, body: Body) {
    self.uri = uri
    self.mimeType = mimeType
    self.body = body
  }

  package func write(to builder: inout JSONBuilder) {
    builder.beginObject()
    builder.member("uri", uri)
    builder.member("mimeType", mimeType)
    switch body {
    case .text(let text): builder.member("text", text)
    case .blob(let base64): builder.member("blob", base64)
    }
    builder.endObject()
  }
}
