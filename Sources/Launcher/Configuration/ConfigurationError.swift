/// Why settings were refused.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    /// A name that no key has.
    case unknownKey
    /// A value of the wrong kind or out of bounds.
    case invalidValue
    /// Two values that are fine alone and not together.
    case conflict
    /// The configuration file cannot be read or is too large.
    case unreadableFile
    /// The configuration file is not one JSON object.
    case malformedFile
  }

  package let code: Code
  /// One sentence or two for the person who wrote the setting; it names the place, the value and the bound.
  package let message: String
  package let cause: (any Error)?

  package init(code: Code, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  package var description: String { message }
}
