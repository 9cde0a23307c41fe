/// The scalar types of proto3, under the numbers that descriptor.proto gives them, and the Swift that handles each.
enum ScalarType: Int32 {
  case double = 1
  case float = 2
  case int64 = 3
  case uint64 = 4
  case int32 = 5
  case fixed64 = 6
  case fixed32 = 7
  case bool = 8
  case string = 9
  case bytes = 12
  case uint32 = 13
  case sfixed32 = 15
  case sfixed64 = 16
  case sint32 = 17
  case sint64 = 18

  var swiftName: String {
    switch self {
    case .double: "Double"
    case .float: "Float"
    case .int64, .sint64, .sfixed64: "Int64"
    case .uint64, .fixed64: "UInt64"
    case .int32, .sint32, .sfixed32: "Int32"
    case .uint32, .fixed32: "UInt32"
    case .bool: "Bool"
    case .string: "String"
    case .bytes: "SharedBytes"
    }
  }

  /// The wire type's number.
  var wireType: Int {
    switch self {
    case .double, .fixed64, .sfixed64: 1
    case .string, .bytes: 2
    case .float, .fixed32, .sfixed32: 5
    case .int64, .uint64, .int32, .bool, .uint32, .sint32, .sint64: 0
    }
  }

  /// The name of the function of `WireReader` that reads it.
  var reader: String {
    switch self {
    case .double: "double"
    case .float: "float"
    case .int64: "int64"
    case .uint64: "uint64"
    case .int32: "int32"
    case .fixed64: "fixed64"
    case .fixed32: "fixed32"
    case .bool: "bool"
    case .string: "string"
    case .bytes: "bytes"
    case .uint32: "uint32"
    case .sfixed32: "sfixed32"
    case .sfixed64: "sfixed64"
    case .sint32: "sint32"
    case .sint64: "sint64"
    }
  }

  var defaultValue: String {
    switch self {
    case .bool: "false"
    case .string: "\"\""
    case .bytes: "SharedBytes()"
    default: "0"
    }
  }

  /// The size of every value in bytes, where it is always the same.
  var fixedSize: Int? {
    switch self {
    case .double, .fixed64, .sfixed64: 8
    case .float, .fixed32, .sfixed32: 4
    case .bool: 1
    case .int64, .uint64, .int32, .string, .bytes, .uint32, .sint32, .sint64: nil
    }
  }

  /// An expression for the size of `value` in bytes.
  func size(_ value: String) -> String {
    if let fixedSize { return "\(fixedSize)" }
    return switch self {
    case .string: "WireSize.string(\(value))"
    case .bytes: "WireSize.bytes(\(value))"
    case .sint32, .sint64: "WireSize.varint(ZigZag.encode(\(value)))"
    default: "WireSize.varint(\(value))"
    }
  }

  /// A statement that writes `value`.
  func write(_ value: String) -> String {
    switch self {
    case .double: "writer.fixed64(\(value).bitPattern)"
    case .float: "writer.fixed32(\(value).bitPattern)"
    case .fixed64: "writer.fixed64(\(value))"
    case .fixed32: "writer.fixed32(\(value))"
    case .sfixed64: "writer.fixed64(UInt64(bitPattern: \(value)))"
    case .sfixed32: "writer.fixed32(UInt32(bitPattern: \(value)))"
    case .bool: "writer.byte(\(value) ? 1 : 0)"
    case .string: "writer.string(\(value))"
    case .bytes: "writer.bytes(\(value))"
    case .sint32, .sint64: "writer.varint(ZigZag.encode(\(value)))"
    case .int64, .uint64, .int32, .uint32: "writer.varint(\(value))"
    }
  }

  /// A condition for `value` being other than what its absence means.
  func isPresent(_ value: String) -> String {
    switch self {
    case .bool: value
    case .string, .bytes: "!\(value).isEmpty"
    // Minus zero is not the default, and NaN is.
    case .double, .float: "\(value).bitPattern != 0"
    default: "\(value) != 0"
    }
  }

  /// A condition for one map key to come before another.
  func isOrdered(_ first: String, _ second: String) -> String {
    self == .bool ? "!\(first) && \(second)" : "\(first) < \(second)"
  }
}
