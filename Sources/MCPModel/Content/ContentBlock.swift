internal import Bytes
public import JSON

/// A piece of content, in the result of a tool or in the message of a prompt (MCP, Tools, Tool Result).
///
/// Nearly all content is a text and no more, and is made for every call: so that such a block is small, all else that
/// one can have is kept elsewhere.
public struct ContentBlock: Sendable {
  /// What the block is.
  public var body: Body
  private var remarks: Remarks?

  /// The kinds of content.
  public enum Body: Sendable {
    case text(String)
    /// A picture, in padded base64 (RFC 4648, section 4).
    indirect case image(data: String, mimeType: String)
    /// A sound, in padded base64. A client before 2025-03-26 is sent a text that says so instead.
    indirect case audio(data: String, mimeType: String)
    /// A resource that the client may read, whether or not it is listed. A client before 2025-06-18 is sent a text
    /// with its name and URI instead. The block's own annotations and `_meta` come before the resource's.
    indirect case resourceLink(Resource)
    /// What is in a resource.
    indirect case resource(ResourceContents)
  }

  /// What is said about a block.
  private final class Remarks: Sendable {
    let annotations: Annotations?
    let meta: JSONValue?

    init(_ annotations: Annotations?, _ meta: JSONValue?) {
      self.annotations = annotations
      self.meta = meta
    }
  }

  public init(_ body: Body) { self.body = body }

  public init(_ body: Body, annotations: Annotations? = nil, meta: JSONValue? = nil) {
    self.body = body
    remarks = Remarks(annotations, meta)
  }

  /// Whether the block has annotations or `_meta`.
  var isRemarkedOn: Bool { remarks != nil }

  /// Whom the block is for, and how much it matters.
  public var annotations: Annotations? {
    get { remarks?.annotations }
    set { remarks = Remarks(newValue, meta) }
  }

  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue? {
    get { remarks?.meta }
    set { remarks = Remarks(annotations, newValue) }
  }

  public static func text(_ text: consuming String) -> ContentBlock { ContentBlock(.text(text)) }

  /// A picture.
  ///
  /// - Parameter base64: with padding (RFC 4648, section 4); passed on as it is.
  public static func image(base64: String, mimeType: String) -> ContentBlock {
    ContentBlock(.image(data: base64, mimeType: mimeType))
  }

  /// A picture, of which the base64 is made here.
  public static func image(_ bytes: some Collection<UInt8>, mimeType: String) -> ContentBlock {
    .image(base64: Base64.encode(SharedBytes(bytes)), mimeType: mimeType)
  }

  /// A sound.
  ///
  /// - Parameter base64: with padding (RFC 4648, section 4); passed on as it is.
  public static func audio(base64: String, mimeType: String) -> ContentBlock {
    ContentBlock(.audio(data: base64, mimeType: mimeType))
  }

  /// A sound, of which the base64 is made here.
  public static func audio(_ bytes: some Collection<UInt8>, mimeType: String) -> ContentBlock {
    .audio(base64: Base64.encode(SharedBytes(bytes)), mimeType: mimeType)
  }

  /// A resource that the client may read.
  public static func resourceLink(_ resource: Resource) -> ContentBlock { ContentBlock(.resourceLink(resource)) }

  /// What is in a resource.
  public static func resource(_ contents: ResourceContents) -> ContentBlock { ContentBlock(.resource(contents)) }

  /// About how many bytes the block takes when it is written.
  package var approximateBytes: Int {
    switch body {
    case .text(let text): text.utf8.count
    case .image(let data, _), .audio(let data, _): data.utf8.count + 64
    case .resourceLink(let resource): resource.uri.utf8.count + 256
    case .resource(let contents): contents.approximateBytes
    }
  }
}
