/// Emits an enum. A number it has no name for becomes `unrecognized`, so that it survives decoding and encoding.
struct EnumGenerator {
  let proto: EnumProto
  /// What the declaration calls it: the last part of its Swift name.
  let swiftName: String
  /// The full name with a dot in front.
  let fullName: String

  func emit(into source: inout SourceText) {
    source.line("/// `\(fullName.dropFirst())`.")
    source.block("package enum \(swiftName): WireEnum") { source in
      let values = proto.values.map { (name: SwiftName.enumCase($0.name, of: proto.name), number: $0.number) }
      var names: [Int32: String] = [:]
      var aliases: [(name: String, original: String)] = []
      var cases: [(name: String, number: Int32)] = []
      for value in values {
        if let original = names[value.number] {
          aliases.append((value.name, original))
        } else {
          names[value.number] = value.name
          cases.append(value)
        }
      }
      for value in cases { source.line("case \(value.name)") }
      source.line("/// A number without a name here; never one that has a name.")
      source.line("case unrecognized(Int32)")
      for alias in aliases { source.line("package static var \(alias.name): Self { .\(alias.original) }") }
      emitConversions(cases, into: &source)
    }
  }

  private func emitConversions(_ cases: [(name: String, number: Int32)], into source: inout SourceText) {
    source.line()
    source.block("package init(rawValue: Int32)") { source in
      source.line("switch rawValue {")
      for value in cases { source.line("case \(value.number): self = .\(value.name)") }
      source.line("default: self = .unrecognized(rawValue)")
      source.line("}")
    }
    source.line()
    source.block("package var rawValue: Int32") { source in
      source.line("switch self {")
      for value in cases { source.line("case .\(value.name): \(value.number)") }
      source.line("case .unrecognized(let number): number")
      source.line("}")
    }
  }
}
