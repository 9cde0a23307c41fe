/// One value or member name on the tape of a document: 16 bytes, so that four share a cache line.
///
/// Nodes are in the order of the text: a container is followed by its content, a member's name by its value. What
/// walks over them is compiled into the rooms that walk, which is why so much of this is usable from there.
@usableFromInline
struct JSONNode {
  @usableFromInline
  enum Storage: UInt8 {
    case null, `false`, `true`
    /// A number as it was written; `payload` is its range.
    case token
    /// `payload` is an Int64.
    case int
    /// `payload` is a finite Double.
    case double
    /// Text that means the same with and without JSON's escaping.
    case cleanString
    /// The inside of a JSON string literal that has escapes.
    case escapedString
    /// UTF-8 that may have to be escaped to become JSON.
    case plainString
    case array, object

    @inlinable @inline(__always) var isContainer: Bool { self == .array || self == .object }

    /// Whether `payload` is a range of the document's source.
    @inlinable @inline(__always) var hasRange: Bool { self == .token || rawValue >= Storage.cleanString.rawValue }
  }

  struct Flags: OptionSet {
    let rawValue: UInt32
    /// The range is JSON text; a string's range is then surrounded by its quotation marks.
    static let isText = Flags(rawValue: 1 << 4)
    /// A container's text has white space between its tokens.
    static let isSpaced = Flags(rawValue: 1 << 5)
    /// A container's range is a Struct or ListValue message that says the same.
    static let isWire = Flags(rawValue: 1 << 6)
    /// A container's `count` is the size of the Struct or ListValue message that says the same, rather than that of
    /// its range, which has no end of its own.
    static let isSized = Flags(rawValue: 1 << 7)
  }

  /// Storage in bits 0 to 3, flags in bits 4 to 7, `detail` above.
  @usableFromInline var meta: UInt32
  /// The index of the node after this one and its content.
  @usableFromInline var next: UInt32
  @usableFromInline var payload: UInt64

  /// What fits into `detail`; this value itself means "at least this much".
  @inlinable static var maximumDetail: Int { 0xFF_FFFF }

  @inline(__always)
  init(_ storage: Storage, flags: Flags = [], detail: Int = 0, next: UInt32, payload: UInt64) {
    self.meta =
      UInt32(storage.rawValue) | flags.rawValue | UInt32(truncatingIfNeeded: min(detail, Self.maximumDetail)) << 8
    self.next = next
    self.payload = payload
  }

  @inline(__always)
  static func range(start: Int, count: Int) -> UInt64 {
    UInt64(UInt32(truncatingIfNeeded: start)) | UInt64(UInt32(truncatingIfNeeded: count)) << 32
  }

  @inlinable @inline(__always) var storage: Storage {
    // Only the initializer writes these bits, and an enum without payloads is stored as the position of its case, which
    // here is the raw value. `Storage(rawValue:)` was measured to take a tenth of the time of writing a Struct.
    unsafeBitCast(UInt8(truncatingIfNeeded: meta & 0xF), to: Storage.self)
  }

  @inlinable @inline(__always) var kind: JSONValue.Kind {
    switch storage {
    case .null: .null
    case .true, .false: .bool
    case .token, .int, .double: .number
    case .cleanString, .escapedString, .plainString: .string
    case .array: .array
    case .object: .object
    }
  }

  @inline(__always) var flags: Flags { Flags(rawValue: meta & 0xF0) }

  /// The size of a container's Struct or ListValue message, where the node tells it.
  @inline(__always) var messageBytes: Int? {
    flags.isDisjoint(with: [.isWire, .isSized]) ? nil : count
  }

  /// For a container how many elements or members it has, for an escaped string how many bytes unescaping saves.
  @inlinable @inline(__always) var detail: Int { Int(meta >> 8) }

  @inlinable @inline(__always) var start: Int { Int(UInt32(truncatingIfNeeded: payload)) }
  @inlinable @inline(__always) var count: Int { Int(payload >> 32) }

  /// The same node in another document, where its content lies elsewhere.
  @inline(__always)
  func moved(nodes nodeDelta: Int, bytes byteDelta: Int) -> JSONNode {
    var node = self
    node.next = UInt32(truncatingIfNeeded: Int(next) + nodeDelta)
    // The start is the lower half of a range, and stays in it.
    if storage.hasRange { node.payload &+= UInt64(bitPattern: Int64(byteDelta)) }
    return node
  }
}
