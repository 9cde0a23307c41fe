/// Why no code can be generated for a .proto file. `protoc` shows the message to whoever builds.
struct GeneratorError: Error, Equatable {
  enum Code: Sendable {
    /// The file uses something other than what proto3 without extensions has.
    case unsupported
    /// The request of `protoc` refers to something it does not contain.
    case unresolved
  }

  let code: Code
  let message: String

  static func unsupported(_ message: String) -> GeneratorError { GeneratorError(code: .unsupported, message: message) }
}
