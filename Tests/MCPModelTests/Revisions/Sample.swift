import JSON
import MCPModel
import Testing

/// A value that has everything it can have, and what of it each revision is sent.
struct Sample: Sendable, CustomTestStringConvertible {
  /// What the specification's schema calls it.
  let definition: String
  /// The revisions that have the value at all.
  let span: Span
  /// Every member, down to those that are no objects or arrays: `annotations/audience`. A position in an array is not
  /// named.
  let members: [(String, Span)]
  let write: @Sendable (ProtocolRevision) throws -> JSONValue

  init(
    _ definition: String, in span: Span = .always, _ members: [(String, Span)],
    write: @escaping @Sendable (ProtocolRevision) throws -> JSONValue
  ) {
    self.definition = definition
    self.span = span
    self.members = members
    self.write = write
  }

  var testDescription: String { definition }

  /// The paths that the revision should be sent.
  func expected(_ revision: ProtocolRevision) -> Set<String> {
    Set(members.filter { $0.1.contains(revision) }.map(\.0))
  }

  /// The paths that a value has. What is a developer's own (schemas, `_meta`, data) is not looked into.
  static func paths(in value: JSONValue, under prefix: String = "") -> Set<String> {
    switch value.kind {
    case .object where !value.members.contains(where: { _ in true }): [prefix]
    case .object:
      value.members.reduce(into: []) { paths, member in
        let path = prefix.isEmpty ? member.key.string : prefix + "/" + member.key.string
        paths.formUnion(own.contains(member.key.string) ? [path] : Self.paths(in: member.value, under: path))
      }
    case .array: value.elements.reduce(into: []) { $0.formUnion(Self.paths(in: $1, under: prefix)) }
    default: [prefix]
    }
  }

  private static let own: Set<String> = [
    "_meta", "inputSchema", "outputSchema", "structuredContent", "metadata", "input", "properties",
  ]
}
