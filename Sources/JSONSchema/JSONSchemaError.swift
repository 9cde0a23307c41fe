/// Why a schema was refused when it was compiled.
package struct JSONSchemaError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    /// A keyword has a value that it cannot have.
    case malformed
    /// `$schema` names a dialect, or `$vocabulary` requires a vocabulary, that this room does not know.
    case unknownDialect
    /// A reference leads nowhere: nothing is ever fetched.
    case unresolvedReference
    /// The schema applies itself to the same value again, which would never end.
    case endlessReference
    /// A pattern is not a regular expression.
    case badPattern
    /// More than `JSONSchemaLimits` allows.
    case tooLarge
  }

  package let code: Code
  /// Plain text for the author of the schema.
  package let message: String
  /// Where: a JSON Pointer (RFC 6901) into the schema, behind the URI and `#` for a place in another document.
  package let path: String

  package var description: String { "\(path.isEmpty ? "the schema" : path) \(message)" }
}
