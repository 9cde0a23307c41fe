/// Why settings were refused.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  /// What is wrong with them.
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
  /// What led to it, such as an error of the file system.
  public let cause: (any Error)?

  /// What a `check` of settings or the making of a server throws; the program then ends with 78 and this message.
  public init(code: Code, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }
}
