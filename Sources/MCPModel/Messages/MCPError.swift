public import JSON

/// A failure that the peer is told as a JSON-RPC error.
///
/// `code`, `message` and `data` travel to the peer; `cause` stays here, for whoever observes the server.
public struct MCPError: Error, Sendable, CustomStringConvertible {
  /// One reference: whatever holds a result or an error stays as small as the result, which it nearly always is.
  private let content: Content

  private final class Content: Sendable {
    let code: Code
    let message: String
    let data: JSONValue?
    let cause: (any Error)?

    init(_ code: Code, _ message: String, data: JSONValue?, cause: (any Error)?) {
      self.code = code
      self.message = message
      self.data = data
      self.cause = cause
    }
  }

  /// - Parameters:
  ///   - message: one sentence for the peer, without anything internal.
  ///   - data: any value for the peer.
  ///   - cause: what led to it; never sent.
  public init(_ code: Code, _ message: String, data: JSONValue? = nil, cause: (any Error)? = nil) {
    content = Content(code, message, data: data, cause: cause)
  }

  public var code: Code { content.code }
  /// One sentence for the peer. It must not tell anything internal.
  public var message: String { content.message }
  /// What the peer is told beside the message.
  public var data: JSONValue? { content.data }
  /// What led to it; never sent.
  public var cause: (any Error)? { content.cause }

  public var description: String { "\(code.rawValue): \(message)" }

  /// The codes that MCP 2026-07-28 allows (Basic, Error Codes); applications may add their own outside the range
  /// -32768 to -32000 that JSON-RPC reserves. The codes that older revisions had and 2026-07-28 forbids (-32002 for a
  /// missing resource, -32042 for a URL that has to be visited) are used with no revision: a URL is asked for by
  /// `InputRequest.elicitation`.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// What came is not JSON (JSON-RPC 2.0, section 5.1, as the next four).
    public static let parseError = Code(rawValue: -32700)
    /// It is JSON, but not a request.
    public static let invalidRequest = Code(rawValue: -32600)
    /// There is no such method, or the server does not offer it.
    public static let methodNotFound = Code(rawValue: -32601)
    /// The params are not what the method takes.
    public static let invalidParams = Code(rawValue: -32602)
    /// The fault is the server's.
    public static let internalError = Code(rawValue: -32603)
    /// Mirrored metadata differs from the body.
    public static let headerMismatch = Code(rawValue: -32020)
    /// The client has not declared what the request takes.
    public static let missingRequiredClientCapability = Code(rawValue: -32021)
    /// The request names a revision that the server does not speak.
    public static let unsupportedProtocolVersion = Code(rawValue: -32022)
  }
}

extension MCPError {
  /// Invalid params, naming what is wrong and where, as a JSON Pointer (RFC 6901) from the message's root.
  public static func invalidParams(_ message: String, at path: String) -> MCPError {
    MCPError(.invalidParams, "\(path): \(message)", data: ["path": .init(stringLiteral: path)])
  }

  /// An internal failure: the peer learns nothing but that it happened.
  public static func internalError(cause: any Error) -> MCPError {
    MCPError(.internalError, "Internal error", cause: cause)
  }

  /// The resource is not there (2026-07-28, Resources, Error Handling).
  public static func resourceNotFound(_ uri: String) -> MCPError {
    MCPError(.invalidParams, "Resource not found", data: ["uri": .init(stringLiteral: uri)])
  }

  /// The client has not declared what answering the request takes (2026-07-28, Basic, Per-request protocol fields).
  ///
  /// - Parameter required: `ClientCapabilities` of what is missing.
  public static func missingCapability(_ required: JSONValue) -> MCPError {
    MCPError(
      .missingRequiredClientCapability, "The client has not declared a capability that the request needs",
      data: ["requiredCapabilities": required])
  }

  /// A question that the client's revision has no words for.
  package static func cannotAsk(_ what: String, in revision: ProtocolRevision) -> MCPError {
    MCPError(.internalError, "\(what) cannot be asked of a client of revision \(revision.rawValue)")
  }

  /// Nothing that carries a question leads to the client. A bridge says so to the server behind it, in its client's
  /// place.
  package static let cannotCarryQuestion = MCPError(
    .internalError, "This connection cannot carry a question to the client", data: ["reason": "client_unreachable"])

  /// Whether a question has not reached its client.
  package var isUnreachableClient: Bool { data?["reason"]?.isString("client_unreachable") ?? false }

  /// Too much is under way; the peer may try again later.
  package static func overloaded(_ what: String) -> MCPError {
    MCPError(.internalError, "Server is busy: \(what). Try again later.", data: ["reason": "overloaded"])
  }

  /// A request that bears the id of another.
  package static let isInFlight = MCPError(.invalidRequest, "/id: a request with this id is in flight")

  /// The request was not answered by the time that its client, or a bridge on the way, has set. It may have run.
  package static let deadlineExceeded = MCPError(
    .internalError, "The deadline of the request has passed", data: ["grpcStatus": 4])

  /// Neither a session nor the metadata of a stateless request.
  package static let noWayIn = MCPError.invalidParams(
    "the request has neither a session, which initialize opens, nor \(MetaKey.protocolVersion) and "
      + "\(MetaKey.clientCapabilities), which make it stateless",
    at: "/params/_meta")

  /// The legacy session is not there, or is another's: nobody learns which.
  package static let unknownSession = MCPError(
    .invalidParams, "The session is unknown or has expired: open one with initialize",
    data: ["reason": "unknown_session"])

  /// Whether the client has to open another session, which a transport may say in its own way.
  package var isUnknownSession: Bool { data?["reason"]?.isString("unknown_session") ?? false }

  /// Whether the request's `_meta` is at fault, rather than what the method itself wants.
  package var isAboutMeta: Bool {
    code == .invalidParams && data?["path"]?.string?.hasPrefix("/params/_meta") ?? false
  }

  /// The error object's members (JSON-RPC 2.0, section 5.1).
  package func write(to builder: inout JSONBuilder) {
    builder.beginObject()
    builder.key("code")
    builder.int(Int64(code.rawValue))
    builder.key("message")
    builder.string(message)
    if let data {
      builder.key("data")
      builder.value(data)
    }
    builder.endObject()
  }
}
