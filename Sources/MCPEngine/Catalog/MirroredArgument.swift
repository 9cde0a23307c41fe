internal import JSON
internal import MCPModel

/// An argument of a tool that clients repeat as the header `Mcp-Param-NAME`, since its schema has `x-mcp-header`
/// (2026-07-28, Streamable HTTP, Custom Headers from Tool Parameters).
struct MirroredArgument: Sendable {
  /// In lower case: names of headers are compared without case.
  let name: String
  /// The names that lead to the value from the arguments.
  let path: [String]

  /// Those of a tool, in the order of its schema.
  ///
  /// - Throws: `invalidSchema` for a name that cannot be a header's or stands twice, and for an argument that is no
  ///   string, integer or boolean: clients would not show such a tool.
  static func all(of tool: Tool) throws(RegistrationError) -> [MirroredArgument] {
    var found: [MirroredArgument] = []
    try collect(from: tool.inputSchema, at: [], of: tool, into: &found)
    return found
  }

  private static func collect(
    from schema: JSONValue, at path: [String], of tool: Tool, into found: inout [MirroredArgument]
  ) throws(RegistrationError) {
    guard schema.kind == .object else { return }
    for (key, value) in schema.members where key.string != "properties" {
      // The caller has seen to a property's own.
      let isOwn = key.string == annotation
      guard isOwn ? !path.isEmpty : !hasAnnotation(under: key.string, value) else {
        throw RegistrationError(
          .invalidSchema,
          "The input schema of tool \(tool.name): \(annotation) under \((path + [key.string]).joined(separator: "."))"
            + " is not reached through properties alone")
      }
    }
    guard let properties = schema["properties"], properties.kind == .object else { return }
    for (key, property) in properties.members where property.kind == .object {
      let path = path + [key.string]
      if let header = property["x-mcp-header"] {
        let name = header.string?.lowercased() ?? ""
        guard !name.isEmpty, name.utf8.allSatisfy(isToken), !found.contains(where: { $0.name == name }),
          ["string", "integer", "boolean"].contains(property["type"]?.string)
        else {
          throw RegistrationError(
            .invalidSchema,
            "The input schema of tool \(tool.name): x-mcp-header at \(path.joined(separator: ".")) must be a header's"
              + " name of its own, on a string, an integer or a boolean")
        }
        found.append(MirroredArgument(name: name, path: path))
      }
      try collect(from: property, at: path, of: tool, into: &found)
    }
  }

  private static let annotation = "x-mcp-header"
  /// Keywords whose value is data.
  private static let data: Set<String> = ["const", "default", "enum", "examples"]
  /// Keywords whose value has schemas under names of its own.
  private static let named: Set<String> = [
    "$defs", "definitions", "dependentSchemas", "dependencies", "patternProperties", "properties",
  ]

  /// Whether a keyword's value has the annotation in a schema.
  private static func hasAnnotation(under keyword: String, _ value: JSONValue) -> Bool {
    guard !data.contains(keyword) else { return false }
    switch value.kind {
    case .array: return value.elements.contains { hasAnnotation(under: "", $0) }
    case .object where named.contains(keyword):
      return value.members.contains { hasAnnotation(under: "", $0.value) }
    case .object:
      return value.members.contains { $0.key.string == annotation || hasAnnotation(under: $0.key.string, $0.value) }
    default: return false
    }
  }

  /// RFC 9110, section 5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
