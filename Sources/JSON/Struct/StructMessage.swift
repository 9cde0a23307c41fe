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
}
