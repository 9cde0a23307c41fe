/// The type of one value of a field, and the Swift that handles such a value.
enum ValueType {
  case scalar(ScalarType)
  /// An enum of this Swift name.
  case enumeration(String)
  /// A message of this Swift name.
  case message(String)

  var swiftName: String {
    switch self {
    case .scalar(let scalar): scalar.swiftName
    case .enumeration(let name), .message(let name): name
    }
  }

  /// The wire type's number.
  var wireType: Int {
    switch self {
    case .scalar(let scalar): scalar.wireType
    case .enumeration: 0
    case .message: 2
    }
  }

  var isMessage: Bool {
    if case .message = self { true } else { false }
  }

  /// Whether a list of it may be written as one field.
  var isPackable: Bool { wireType != 2 }

  var fixedSize: Int? {
    if case .scalar(let scalar) = self { scalar.fixedSize } else { nil }
  }

  var defaultValue: String {
    switch self {
    case .scalar(let scalar): scalar.defaultValue
    case .enumeration(let name): "\(name)(rawValue: 0)"
    case .message(let name): "\(name)()"
    }
  }

  /// An expression that reads a value.
  var read: String {
    switch self {
    case .scalar(let scalar): "try reader.\(scalar.reader)()"
    case .enumeration(let name): "try reader.enumeration(\(name).self)"
    case .message(let name): "try reader.message(\(name).self)"
    }
  }

  func size(_ value: String) -> String {
    switch self {
    case .scalar(let scalar): scalar.size(value)
    case .enumeration: "WireSize.varint(\(value).rawValue)"
    case .message: "WireSize.message(\(value))"
    }
  }

  func write(_ value: String) -> String {
    switch self {
    case .scalar(let scalar): scalar.write(value)
    case .enumeration: "writer.varint(\(value).rawValue)"
    case .message: "writer.message(\(value))"
    }
  }

  func isPresent(_ value: String) -> String {
    switch self {
    case .scalar(let scalar): scalar.isPresent(value)
    case .enumeration: "\(value).rawValue != 0"
    case .message: "\(value).encodedSize != 0"
    }
  }
}
