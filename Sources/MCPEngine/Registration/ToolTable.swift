internal import JSON
internal import JSONSchema
internal import MCPModel

/// The tools of a server by name, with their schemas compiled.
struct ToolTable: Sendable {
  /// A class, so that a call takes one reference rather than every string of the registration.
  final class Entry: Sendable {
    let registration: ToolRegistration
    let schema: JSONSchema

    init(registration: ToolRegistration, schema: JSONSchema) {
      self.registration = registration
      self.schema = schema
    }
  }

  private let entries: [String: Entry]
  /// In the order of registration, which is the order of `tools/list`.
  let names: [String]

  /// Two tools of one name, or a schema that cannot be compiled, are mistakes of the developer and trap.
  init(_ registrations: [ToolRegistration]) {
    var entries: [String: Entry] = [:]
    for registration in registrations {
      let name = registration.tool.name
      do {
        let schema = try JSONSchema(compiling: registration.tool.inputSchema)
        let old = entries.updateValue(Entry(registration: registration, schema: schema), forKey: name)
        precondition(old == nil, "two tools are named \(name)")
      } catch {
        preconditionFailure("the input schema of tool \(name): \(error)")
      }
    }
    self.entries = entries
    self.names = registrations.map(\.tool.name)
  }

  subscript(name: String) -> Entry? { entries[name] }
  var isEmpty: Bool { names.isEmpty }
}
