/// Why this room exists: a tool's arguments are checked against its JSON Schema before its code sees them. It imports
/// JSON only.
///
/// This is the part of JSON Schema 2020-12 that the built-in tools use. A schema with a keyword that would constrain
/// values and is not among them is refused when it is compiled, never silently ignored.

package import JSON

/// A schema, compiled once.
package final class JSONSchema: Sendable {
  let types: TypeSet?
  let enumeration: [JSONValue]?
  let properties: [(name: String, schema: JSONSchema)]
  let required: [String]
  /// False: only the named properties are allowed.
  let allowsAdditionalProperties: Bool
  let items: JSONSchema?
  let minimum: Double?
  let maximum: Double?
  let minLength: Int?
  let maxLength: Int?

  /// - Throws: `Unsupported` naming the keyword, and where it stands.
  package convenience init(compiling schema: JSONValue) throws(Unsupported) {
    try self.init(schema, path: "")
  }

  /// A schema that this room cannot check.
  package struct Unsupported: Error, CustomStringConvertible {
    /// A JSON Pointer (RFC 6901) into the schema.
    package let path: String
    package let reason: String
    package var description: String { "\(path.isEmpty ? "the schema" : path) \(reason)" }
  }

  private static let annotations: Set<String> = [
    "$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
    "format", "contentEncoding", "contentMediaType", "x-mcp-header",
  ]
  private static let assertions: Set<String> = [
    "type", "enum", "properties", "required", "additionalProperties", "items", "minimum", "maximum", "minLength",
    "maxLength",
  ]

  private init(_ schema: JSONValue, path: String) throws(Unsupported) {
    guard schema.kind == .object else { throw Unsupported(path: path, reason: "must be an object") }
    for keyword in schema.members.map(\.key.string)
    where !Self.assertions.contains(keyword) && !Self.annotations.contains(keyword) {
      throw Unsupported(path: "\(path)/\(keyword)", reason: "is a keyword that is not supported")
    }
    types = try schema["type"].map { (value) throws(Unsupported) in
      guard let set = TypeSet(value) else { throw Unsupported(path: "\(path)/type", reason: "names no type") }
      return set
    }
    enumeration = schema["enum"].map { Array($0.elements) }
    var properties: [(name: String, schema: JSONSchema)] = []
    if let members = schema["properties"]?.members {
      for (key, value) in members {
        let name = key.string
        properties.append((name, try JSONSchema(value, path: "\(path)/properties/\(name)")))
      }
    }
    self.properties = properties
    required = schema["required"]?.elements.compactMap(\.string) ?? []
    switch schema["additionalProperties"] {
    case nil: allowsAdditionalProperties = true
    case let value?:
      guard let flag = value.bool else {
        throw Unsupported(path: "\(path)/additionalProperties", reason: "is supported as a boolean only")
      }
      allowsAdditionalProperties = flag
    }
    if let value = schema["items"] {
      items = try JSONSchema(value, path: "\(path)/items")
    } else {
      items = nil
    }
    minimum = schema["minimum"]?.double
    maximum = schema["maximum"]?.double
    minLength = schema["minLength"]?.int.map { Int($0) }
    maxLength = schema["maxLength"]?.int.map { Int($0) }
  }
}

/// The types that a schema allows.
struct TypeSet: OptionSet, Sendable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let boolean = TypeSet(rawValue: 2)
  static let object = TypeSet(rawValue: 4)
  static let array = TypeSet(rawValue: 8)
  static let number = TypeSet(rawValue: 16)
  static let string = TypeSet(rawValue: 32)
  /// A number without a fraction, however it is written.
  static let integer = TypeSet(rawValue: 64)

  static let names: [(String, TypeSet)] = [
    ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array), ("number", .number),
    ("string", .string), ("integer", .integer),
  ]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// From the value of `type`: a name or an array of names.
  init?(_ value: JSONValue) {
    self = []
    for name in value.kind == .array ? value.elements.map(\.string) : [value.string] {
      guard let type = Self.names.first(where: { $0.0 == name })?.1 else { return nil }
      insert(type)
    }
  }

  var names: String { Self.names.filter { contains($0.1) }.map(\.0).joined(separator: " or ") }
}
