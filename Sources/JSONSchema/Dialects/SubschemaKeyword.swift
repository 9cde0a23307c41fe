/// The keywords whose values hold schemas. Everything else in a schema is data, whatever it looks like.
enum SubschemaKeyword {
  case schema
  case array
  case map
  /// An array of schemas, or one.
  case schemaOrArray
  /// A map of schemas and of what is none.
  case mapOfSome

  static func named(_ keyword: String, in draft: Dialect.Draft) -> SubschemaKeyword? {
    switch keyword {
    case "not", "if", "then", "else", "additionalProperties", "propertyNames", "contains": .schema
    case "allOf", "anyOf", "oneOf": .array
    case "properties", "patternProperties", "definitions": .map
    case "dependencies": .mapOfSome
    case "items": draft == .draft7 ? .schemaOrArray : .schema
    case "additionalItems": draft == .draft7 ? .schema : nil
    case "prefixItems": draft == .draft7 ? nil : .array
    case "unevaluatedItems", "unevaluatedProperties", "contentSchema": draft == .draft7 ? nil : .schema
    case "$defs", "dependentSchemas": draft == .draft7 ? nil : .map
    default: nil
    }
  }
}
