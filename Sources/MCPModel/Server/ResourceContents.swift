internal import Bytes
public import JSON

/// What reading a resource gave: text, or bytes in base64 (MCP, Resources, Resource Contents).
public struct ResourceContents: Sendable {
  /// What was read, which may be a part of what was asked for.
  public var uri: String
  /// Such as `text/plain`, where it is known.
  public var mimeType: String?
  /// The contents themselves.
  public var body: Body
  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue?

  /// Text or bytes.
  public enum Body: Sendable {
    case text(String)
    /// RFC 4648 base64, padded.
    case blob(base64: String)

    /// Bytes, of which the base64 is made here.
    public static func blob(_ bytes: some Collection<UInt8>) -> Body {
      .blob(base64: Base64.encode(SharedBytes(bytes)))
    }
  }

  public init(uri: String, mimeType: String? = nil, body: Body, meta: JSONValue? = nil) {
    self.uri = uri
    self.mimeType = mimeType
    self.body = body
    self.meta = meta
  }

  /// About how many bytes the contents take when they are written.
  package var approximateBytes: Int {
    switch body {
    case .text(let text): uri.utf8.count + text.utf8.count + 128
    case .blob(let base64): uri.utf8.count + base64.utf8.count + 128
    }
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.beginObject()
    builder.member("uri", uri)
    builder.member("mimeType", mimeType)
    switch body {
    case .text(let text): builder.member("text", text)
    case .blob(let base64): builder.member("blob", base64)
    }
    if revision.traits.contains(.entryMeta) { builder.meta(meta) }
    builder.endObject()
  }
}
