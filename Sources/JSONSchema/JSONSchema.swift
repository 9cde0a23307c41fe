/// Why this room exists: a tool's arguments and results are checked against JSON Schemas that peers and developers
/// write, exactly and within bounds. It imports Bytes and JSON, and it alone imports CPCRE2.
///
/// A schema is compiled once into a flat program (`SchemaProgram`); a check runs the program over a value. Dialects are
/// 2020-12, which is the default, and draft-07. `format`, `contentEncoding` and `contentMediaType` are annotations, as
/// they are by default in both, and unknown keywords are ignored.

package import JSON

/// A schema, compiled once, that checks values any number of times, from any thread.
package final class JSONSchema: Sendable {
  let program: SchemaProgram
  let tables: SchemaTables
  let limits: JSONSchemaLimits

  /// - Parameters:
  ///   - documents: what `$ref` and `$schema` may name besides the schema itself and the metaschemas, by absolute URI
  ///     without a fragment. Nothing is fetched; a document that nothing refers to is not looked at.
  /// - Throws: `JSONSchemaError` for what is wrong, and where.
  package init(
    compiling schema: JSONValue, documents: [String: JSONValue] = [:], limits: JSONSchemaLimits = .defaults
  ) throws(JSONSchemaError) {
    var compiler = try SchemaCompiler(schema, documents: documents, limits: limits)
    program = try compiler.compile()
    tables = SchemaTables(program)
    self.limits = limits
  }

  deinit { tables.deallocate() }

  /// The first way in which a value breaks its schema.
  package struct Violation: Equatable, Sendable {
    /// A JSON Pointer (RFC 6901) into the value; empty for the whole.
    package let path: String
    package let message: String
  }

  /// Checks a value; nil where it is valid.
  package func violation(in value: JSONValue) -> Violation? {
    defer { withExtendedLifetime(value) {} }
    if let plainObject = tables.plainObject, plainObject.accepts(value.view) { return nil }
    var validation = Validation(self)
    return validation.check(SchemaProgram.root, value.view) ? nil : validation.violation(in: value.view)
  }
}
