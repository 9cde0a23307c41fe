/// Emits a message as a struct, with what it declares inside.
struct MessageGenerator {
  let proto: MessageProto
  /// The full name with a dot in front.
  let fullName: String
  /// What the declaration calls it: the last part of its Swift name.
  let swiftName: String
  let types: TypeTable

  func emit(into source: inout SourceText) throws(GeneratorError) {
    guard !proto.hasExtensions else {
      throw .unsupported("message \(fullName.dropFirst()): extensions are not supported")
    }
    try types.refuseCycle(from: fullName)
    var fields: [Field] = []
    for field in proto.fields.sorted(by: { $0.number < $1.number }) {
      fields.append(try Field(field, in: proto, types: types))
    }
    source.line("/// `\(fullName.dropFirst())`.")
    try source.block("package struct \(swiftName): WireMessage") { (source) throws(GeneratorError) in
      emitProperties(fields, into: &source)
      source.line("package init() {}")
      emitDecoding(fields, into: &source)
      emitSize(fields, into: &source)
      emitWriting(fields, into: &source)
      emitOneofs(fields, into: &source)
      try emitNested(into: &source)
    }
  }

  private func emitProperties(_ fields: [Field], into source: inout SourceText) {
    for field in fields {
      if let declaration = field.declaration { source.line(declaration) }
    }
    for oneof in oneofs(fields) {
      source.line("package var \(oneof.property): \(oneof.type)?")
    }
    if !fields.isEmpty { source.line() }
  }

  private func emitDecoding(_ fields: [Field], into source: inout SourceText) {
    source.line()
    source.block("package mutating func merge(from reader: inout WireReader) throws(WireError)") { source in
      source.block("while let tag = try reader.nextTag()") { source in
        guard !fields.isEmpty else {
          source.line("try reader.skip(tag)")
          return
        }
        source.line("switch tag.rawValue {")
        for field in fields { field.emitDecoding(into: &source) }
        source.line("default: try reader.skip(tag)")
        source.line("}")
      }
    }
  }

  private func emitSize(_ fields: [Field], into source: inout SourceText) {
    source.line()
    guard !fields.isEmpty else {
      source.line("package var encodedSize: Int { 0 }")
      return
    }
    source.block("package var encodedSize: Int") { source in
      source.line("var size = 0")
      for field in fields { field.emitSize(into: &source) }
      source.line("return size")
    }
  }

  private func emitWriting(_ fields: [Field], into source: inout SourceText) {
    source.line()
    guard !fields.isEmpty else {
      source.line("package func write(to writer: inout WireWriter) {}")
      return
    }
    source.block("package func write(to writer: inout WireWriter)") { source in
      for field in fields { field.emitWriting(into: &source) }
    }
  }

  private func emitOneofs(_ fields: [Field], into source: inout SourceText) {
    for oneof in oneofs(fields) {
      source.line()
      source.block("package enum \(oneof.type): Sendable, Equatable") { source in
        for member in oneof.members {
          source.line("case \(member.name)(\(member.value.swiftName))")
        }
      }
    }
  }

  private func emitNested(into source: inout SourceText) throws(GeneratorError) {
    for nested in proto.enums {
      source.line()
      EnumGenerator(proto: nested, swiftName: SwiftName.type(nested.name), fullName: "\(fullName).\(nested.name)")
        .emit(into: &source)
    }
    for nested in proto.messages where !nested.isMapEntry {
      source.line()
      try MessageGenerator(
        proto: nested, fullName: "\(fullName).\(nested.name)", swiftName: SwiftName.type(nested.name), types: types
      ).emit(into: &source)
    }
  }

  private struct Oneof {
    let property: String
    let type: String
    let members: [Field]
  }

  /// The oneofs that were written as such; `optional` fields are not among them.
  private func oneofs(_ fields: [Field]) -> [Oneof] {
    proto.oneofs.compactMap { name in
      let property = SwiftName.member(name)
      let members = fields.filter { field in
        if case .member(property) = field.form { true } else { false }
      }
      let type = "OneOf_" + SwiftName.upperCamel(name)
      return members.isEmpty ? nil : Oneof(property: property, type: type, members: members)
    }
  }
}
