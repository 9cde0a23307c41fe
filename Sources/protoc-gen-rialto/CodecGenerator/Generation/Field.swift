/// A field as the generated Swift has it.
struct Field {
  enum Form {
    /// Absent means the default value.
    case singular
    /// Absent is told from the default value: `optional` fields and messages.
    case optional
    case repeated(packed: Bool)
    case map(key: ScalarType)
    /// One of the alternatives of the oneof of this Swift name.
    case member(oneof: String)
  }

  let name: String
  let number: Int
  let value: ValueType
  let form: Form

  init(_ proto: FieldProto, in message: MessageProto, types: TypeTable) throws(GeneratorError) {
    name = SwiftName.member(proto.name)
    number = proto.number
    if let entry = types.mapEntries[proto.typeName] {
      guard let key = entry.fields.first(where: { $0.number == 1 }).flatMap({ ScalarType(rawValue: $0.type) }),
        let content = entry.fields.first(where: { $0.number == 2 })
      else {
        throw GeneratorError(code: .unresolved, message: "map field \(proto.name) has no key or no value")
      }
      value = try types.value(of: content)
      form = .map(key: key)
      return
    }
    value = try types.value(of: proto)
    if proto.isRepeated {
      form = .repeated(packed: value.isPackable && proto.packed ?? true)
    } else if proto.isOptional {
      form = .optional
    } else if let oneof = proto.oneof {
      guard message.oneofs.indices.contains(oneof) else {
        throw GeneratorError(code: .unresolved, message: "field \(proto.name) is in an unknown oneof")
      }
      form = .member(oneof: SwiftName.member(message.oneofs[oneof]))
    } else {
      form = value.isMessage ? .optional : .singular
    }
  }

  /// The stored property, or nil for a member of a oneof.
  var declaration: String? {
    switch form {
    case .singular: "package var \(name): \(value.swiftName) = \(value.defaultValue)"
    case .optional: "package var \(name): \(value.swiftName)?"
    case .repeated: "package var \(name): [\(value.swiftName)] = []"
    case .map(let key): "package var \(name): [\(key.swiftName): \(value.swiftName)] = [:]"
    case .member: nil
    }
  }

  /// The tag's number on the wire, with the wire type of a single value or of a length-delimited one.
  var tag: Int { number << 3 | value.wireType }
  var lengthDelimitedTag: Int { number << 3 | 2 }

  /// The size of either tag in bytes.
  var tagSize: Int {
    var size = 1
    var rest = tag >> 7
    while rest > 0 {
      size += 1
      rest >>= 7
    }
    return size
  }
}
