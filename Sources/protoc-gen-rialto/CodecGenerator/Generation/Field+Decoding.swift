/// The cases of the generated `switch` over tags.
extension Field {
  func emitDecoding(into source: inout SourceText) {
    switch form {
    case .singular, .optional:
      let statement = value.isMessage ? "try reader.merge(into: &self.\(name))" : "self.\(name) = \(value.read)"
      source.line("case \(tag): \(statement)")
    case .repeated:
      source.line("case \(tag): self.\(name).append(\(value.read))")
      if value.isPackable { emitPackedDecoding(into: &source) }
    case .map(let key):
      emitMapDecoding(key: key, into: &source)
    case .member(let oneof):
      emitMemberDecoding(of: oneof, into: &source)
    }
  }

  /// Lists of numbers come packed or one by one, however they are declared.
  private func emitPackedDecoding(into source: inout SourceText) {
    source.line("case \(lengthDelimitedTag):")
    source.indented { source in
      source.line("let outer = try reader.enterPacked()")
      source.line("while !reader.isAtEnd { self.\(name).append(\(value.read)) }")
      source.line("reader.leave(to: outer)")
    }
  }

  private func emitMapDecoding(key: ScalarType, into source: inout SourceText) {
    source.line("case \(lengthDelimitedTag):")
    source.indented { source in
      source.line("var key: \(key.swiftName) = \(key.defaultValue)")
      source.line("var value: \(value.swiftName) = \(value.defaultValue)")
      source.line("let outer = try reader.enterMessage()")
      source.block("while let tag = try reader.nextTag()") { source in
        source.line("switch tag.rawValue {")
        source.line("case \(1 << 3 | key.wireType): key = try reader.\(key.reader)()")
        let content = value.isMessage ? "try reader.merge(into: &value)" : "value = \(value.read)"
        source.line("case \(2 << 3 | value.wireType): \(content)")
        source.line("default: try reader.skip(tag)")
        source.line("}")
      }
      source.line("reader.leave(to: outer)")
      source.line("self.\(name)[key] = value")
    }
  }

  private func emitMemberDecoding(of oneof: String, into source: inout SourceText) {
    guard value.isMessage else {
      source.line("case \(tag): self.\(oneof) = .\(name)(\(value.read))")
      return
    }
    source.line("case \(tag):")
    source.indented { source in
      source.line("var value = \(value.defaultValue)")
      source.line("if case .\(name)(let earlier)? = self.\(oneof) { value = earlier }")
      source.line("try reader.merge(into: &value)")
      source.line("self.\(oneof) = .\(name)(value)")
    }
  }
}
