/// The statements of the generated `encodedSize` and `write`.
extension Field {
  func emitSize(into source: inout SourceText) {
    switch form {
    case .repeated(packed: false):
      let binding = value.fixedSize == nil ? "value" : nil
      emitTotal(of: "self.\(name)", binding: binding, each: value.size("value"), into: &source)
    case .repeated(packed: true):
      source.block("if !self.\(name).isEmpty") { source in
        source.line("size += \(tagSize) + WireSize.lengthDelimited(\(packedSize))")
      }
    case .map(let key):
      // Only what the size depends on is bound: an unused name would be a warning.
      let each = "WireSize.lengthDelimited(\(entrySize(key)))"
      switch (key.fixedSize == nil, value.fixedSize == nil) {
      case (true, true): emitTotal(of: "self.\(name)", binding: "(key, value)", each: each, into: &source)
      case (true, false): emitTotal(of: "self.\(name).keys", binding: "key", each: each, into: &source)
      case (false, true): emitTotal(of: "self.\(name).values", binding: "value", each: each, into: &source)
      case (false, false): emitTotal(of: "self.\(name)", binding: nil, each: each, into: &source)
      }
    case .singular, .optional, .member:
      source.block("if \(value.fixedSize == nil ? condition : unboundCondition)") { source in
        source.line("size += \(tagSize) + \(value.size(bound))")
      }
    }
  }

  /// Adds the sizes of all elements; `binding` is nil where they are all the same.
  private func emitTotal(of elements: String, binding: String?, each: String, into source: inout SourceText) {
    if let binding {
      source.line("for \(binding) in \(elements) { size += \(tagSize) + \(each) }")
    } else {
      source.line("size += \(elements).count * (\(tagSize) + \(each))")
    }
  }

  func emitWriting(into source: inout SourceText) {
    switch form {
    case .repeated(packed: false):
      source.block("for value in self.\(name)") { source in
        source.line("writer.tag(\(tag))")
        source.line(value.write("value"))
      }
    case .repeated(packed: true):
      source.block("if !self.\(name).isEmpty") { source in
        source.line("writer.tag(\(lengthDelimitedTag))")
        source.line("writer.varint(UInt64(\(packedSize)))")
        source.line("for value in self.\(name) { \(value.write("value")) }")
      }
    case .map(let key):
      // In the order of the keys, so that equal messages have equal bytes.
      let order = key.isOrdered("$0.key", "$1.key")
      source.block("for (key, value) in self.\(name).sorted(by: { \(order) })") { source in
        source.line("writer.tag(\(lengthDelimitedTag))")
        source.line("writer.varint(UInt64(\(entrySize(key))))")
        source.line("writer.tag(\(1 << 3 | key.wireType))")
        source.line(key.write("key"))
        source.line("writer.tag(\(2 << 3 | value.wireType))")
        source.line(value.write("value"))
      }
    case .singular, .optional, .member:
      source.block("if \(condition)") { source in
        source.line("writer.tag(\(tag))")
        source.line(value.write(bound))
      }
    }
  }

  /// When a field that is no list is written.
  private var condition: String {
    switch form {
    case .optional: "let value = self.\(name)"
    case .member(let oneof): "case .\(name)(let value)? = self.\(oneof)"
    default: value.isPresent(bound)
    }
  }

  /// The same without giving the value a name.
  private var unboundCondition: String {
    switch form {
    case .optional: "self.\(name) != nil"
    case .member(let oneof): "case .\(name)? = self.\(oneof)"
    default: condition
    }
  }

  /// What the value is called once `condition` holds.
  private var bound: String {
    if case .singular = form { "self.\(name)" } else { "value" }
  }

  private var packedSize: String {
    if let size = value.fixedSize { return "self.\(name).count * \(size)" }
    return "self.\(name).reduce(0) { $0 + \(value.size("$1")) }"
  }

  /// Both fields of a map's entry are always written, as other implementations do.
  private func entrySize(_ key: ScalarType) -> String {
    "2 + \(key.size("key")) + \(value.size("value"))"
  }
}
