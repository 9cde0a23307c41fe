/// How a call ended: the code every gRPC implementation shares, and a text for people.
package struct GRPCStatus: Sendable, Equatable {
  /// The status codes of gRPC, with their numbers on the wire.
  package enum Code: Int, Sendable, CaseIterable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16
  }

  package var code: Code
  /// Sent to the peer, percent-encoded by the core; empty for none. Never put an internal cause here.
  package var message: String

  @inlinable
  package init(_ code: Code, _ message: String = "") {
    self.code = code
    self.message = message
  }

  @inlinable
  package static var ok: GRPCStatus { GRPCStatus(.ok) }

  package var isOK: Bool { code == .ok }

  /// The answer when a handler's metadata breaks the rules of `Metadata`.
  static var invalidMetadata: GRPCStatus { GRPCStatus(.internal, "the answer's metadata is not valid") }
}

extension GRPCStatus: CustomStringConvertible {
  package var description: String {
    message.isEmpty ? "\(code)" : "\(code): \(message)"
  }
}
