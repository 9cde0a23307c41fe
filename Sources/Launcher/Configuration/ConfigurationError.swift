/// Why settings were refused.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// A name that no key has.
    case unknownKey
    /// A value of the wrong kind or out of bounds.
    case invalidValue
    /// Two values that are fine alone and not together.
    case conflict
    /// The configuration file, or a file that a setting names, cannot be read.
    case unreadableFile
    /// The configuration file is not one JSON object.
    case malformedFile
  }

  public let code: Code
  /// One sentence or two for the person who wrote the setting; it names the place, the value and the bound.
  public let message: String
  public let cause: (any Error)?

  public init(code: Code, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }
}
