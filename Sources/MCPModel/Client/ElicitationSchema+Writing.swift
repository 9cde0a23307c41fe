internal import JSON

extension ElicitationSchema {
  /// - Throws: -32603 for two fields of the same name, and for what the revision has no words for.
  func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) throws(MCPError) {
    guard Set(fields.map(\.name)).count == fields.count else {
      throw MCPError(.internalError, "Two fields of a form have the same name")
    }
    builder.beginObject()
    builder.member("type", "object")
    builder.key("properties")
    builder.beginObject()
    for field in fields {
      builder.key(field.name)
      try field.write(to: &builder, for: revision)
    }
    builder.endObject()
    let required = fields.filter(\.isRequired).map(\.name)
    if !required.isEmpty { builder.member("required", required) }
    builder.endObject()
  }
}

extension ElicitationSchema.Field {
  fileprivate func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) throws(MCPError) {
    let isRich = revision.traits.contains(.richElicitation)
    builder.beginObject()
    builder.member("type", kind.type)
    builder.member("title", title)
    builder.member("description", description)
    switch kind {
    case .string(let minLength, let maxLength, let format, let value):
      builder.member("minLength", minLength.map(Int64.init))
      builder.member("maxLength", maxLength.map(Int64.init))
      builder.member("format", format?.rawValue)
      if isRich { builder.member("default", value) }
    case .integer(let minimum, let maximum, let value):
      builder.member("minimum", minimum)
      builder.member("maximum", maximum)
      if isRich { builder.member("default", value) }
    case .number(let minimum, let maximum, let value):
      builder.member("minimum", minimum)
      builder.member("maximum", maximum)
      if isRich { builder.member("default", value) }
    case .boolean(let value):
      builder.member("default", value)
    case .singleSelect(let options, let value):
      if !options.areTitled {
        builder.values(of: options)
      } else if isRich {
        builder.choices("oneOf", options)
      } else {
        builder.legacyChoices(options)
      }
      if isRich { builder.member("default", value) }
    case .legacySelect(let options, let value):
      builder.legacyChoices(options)
      if isRich { builder.member("default", value) }
    case .multiSelect(let options, let minItems, let maxItems, let values):
      guard isRich else { throw .cannotAsk("A choice of several options", in: revision) }
      builder.member("minItems", minItems.map(Int64.init))
      builder.member("maxItems", maxItems.map(Int64.init))
      builder.key("items")
      builder.beginObject()
      if options.areTitled {
        builder.choices("anyOf", options)
      } else {
        builder.member("type", "string")
        builder.values(of: options)
      }
      builder.endObject()
      builder.member("default", values)
    }
    builder.endObject()
  }
}

extension ElicitationSchema.Kind {
  fileprivate var type: String {
    switch self {
    case .string, .singleSelect, .legacySelect: "string"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .multiSelect: "array"
    }
  }
}

extension [ElicitationSchema.Option] {
  fileprivate var areTitled: Bool { contains { $0.title != nil } }
}

extension JSONBuilder {
  fileprivate mutating func values(of options: [ElicitationSchema.Option]) {
    array("enum", options) { $0.string($1.value) }
  }

  fileprivate mutating func legacyChoices(_ options: [ElicitationSchema.Option]) {
    values(of: options)
    array("enumNames", options) { $0.string($1.title ?? $1.value) }
  }

  fileprivate mutating func choices(_ keyword: StaticString, _ options: [ElicitationSchema.Option]) {
    array(keyword, options) { builder, option in
      builder.beginObject()
      builder.member("const", option.value)
      builder.member("title", option.title ?? option.value)
      builder.endObject()
    }
  }
}
