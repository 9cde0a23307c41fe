/// Every message and enum of the request, by its full name with a dot in front, as fields refer to it.
struct TypeTable {
  private(set) var types: [String: ValueType] = [".google.protobuf.Any": .message("AnyMessage")]
  /// The messages protoc makes up for map fields; no Swift type stands for them.
  private(set) var mapEntries: [String: MessageProto] = [:]
  /// Messages by their full name, for the search for cycles.
  private(set) var messages: [String: MessageProto] = [:]

  init(_ files: [FileProto]) {
    // Nothing is generated for protobuf's own files, so their types, Any apart, stay unknown.
    for file in files where !file.isPartOfProtobuf {
      let prefix = SwiftName.prefix(ofPackage: file.package)
      add(file.messages, file.enums, scope: file.scope, prefix: prefix)
    }
  }

  private mutating func add(_ messages: [MessageProto], _ enums: [EnumProto], scope: String, prefix: String) {
    for proto in enums {
      types["\(scope).\(proto.name)"] = .enumeration(prefix + SwiftName.type(proto.name))
    }
    for proto in messages {
      let name = "\(scope).\(proto.name)"
      if proto.isMapEntry {
        mapEntries[name] = proto
        continue
      }
      let swiftName = prefix + SwiftName.type(proto.name)
      types[name] = .message(swiftName)
      self.messages[name] = proto
      add(proto.messages, proto.enums, scope: name, prefix: swiftName + ".")
    }
  }

  /// The type of one value of `field`, which is no map.
  func value(of field: FieldProto) throws(GeneratorError) -> ValueType {
    if let scalar = ScalarType(rawValue: field.type) { return .scalar(scalar) }
    guard field.type != 10 else { throw .unsupported("field \(field.name): groups are not supported") }
    guard let type = types[field.typeName] else {
      throw GeneratorError(
        code: .unresolved, message: "field \(field.name): no Swift type stands for '\(field.typeName.dropFirst())'")
    }
    return type
  }

  /// Refuses messages that would have to contain themselves: a Swift struct cannot.
  func refuseCycle(from name: String) throws(GeneratorError) {
    try refuseCycle(at: name, path: [])
  }

  private func refuseCycle(at name: String, path: [String]) throws(GeneratorError) {
    guard !path.contains(name) else {
      throw .unsupported("message \(name.dropFirst()) contains itself other than through a list or a map")
    }
    for field in messages[name]?.fields ?? [] where !field.isRepeated && messages[field.typeName] != nil {
      try refuseCycle(at: field.typeName, path: path + [name])
    }
  }
}

extension FileProto {
  /// Whether it is one of the files that come with protobuf.
  var isPartOfProtobuf: Bool { name.hasPrefix("google/protobuf/") }
}
