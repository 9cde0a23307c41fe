internal import Wire

/// The three messages of `google/protobuf/struct.proto`, which nest in each other.
package enum StructMessage: Sendable, Hashable {
  /// `google.protobuf.Struct`, an object.
  case object
  /// `google.protobuf.ListValue`, an array.
  case list
  /// `google.protobuf.Value`, anything.
  case value

  package var fullName: String {
    switch self {
    case .object: "google.protobuf.Struct"
    case .list: "google.protobuf.ListValue"
    case .value: "google.protobuf.Value"
    }
  }

  /// The tags of their fields: number and wire type.
  enum Tag {
    /// `Struct.fields`, `ListValue.values`, and the key of an entry.
    static var item: UInt32 { 0x0A }
    static var entryKey: UInt32 { 0x0A }
    static var entryValue: UInt32 { 0x12 }
    static var null: UInt32 { 0x08 }
    static var number: UInt32 { 0x11 }
    static var string: UInt32 { 0x1A }
    static var bool: UInt32 { 0x20 }
    static var object: UInt32 { 0x2A }
    static var list: UInt32 { 0x32 }
  }

  /// The size of an entry of `Struct.fields`, its tag and length included.
  @inline(__always)
  static func size(ofEntry nameBytes: Int, _ valueBytes: Int) -> Int {
    size(ofItem: 2 + WireSize.lengthDelimited(nameBytes) + WireSize.lengthDelimited(valueBytes))
  }

  /// The size of an entry or of an element, its tag and length included.
  @inline(__always)
  static func size(ofItem bytes: Int) -> Int { 1 + WireSize.lengthDelimited(bytes) }

  /// The size of a `Value` that is a string.
  @inline(__always)
  static func size(ofText bytes: Int) -> Int { 1 + WireSize.lengthDelimited(bytes) }

  /// The size of a `Value` that is a `Struct` or `ListValue`.
  @inline(__always)
  static func size(ofMessage bytes: Int) -> Int { 1 + WireSize.lengthDelimited(bytes) }
}

extension JSONNode {
  /// The size of the node's `Value` message, where the node tells it: a container may not, nor a number that a double
  /// might change.
  @inline(__always)
  func sizeAsValue(at base: UnsafeRawPointer) -> Int? {
    switch storage {
    case .cleanString, .plainString, .escapedString: StructMessage.size(ofText: textCount(at: base))
    case .array, .object: messageBytes.map { StructMessage.size(ofMessage: $0) }
    case .int: Int64(bitPattern: payload).magnitude <= 1 << 53 ? 9 : nil
    case .token: nil
    case .double: 9
    case .null, .true, .false: 2
    }
  }
}
