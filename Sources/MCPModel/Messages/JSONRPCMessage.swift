package import JSON

/// The form in which a peer sent a payload; an answer, and what is sent because of a request, has the same form.
package enum PayloadForm: Sendable {
  /// JSON text.
  case json
  /// `google.protobuf.Struct` wire bytes.
  case protobufStruct
}

/// One JSON-RPC 2.0 message of MCP, in either direction.
package enum JSONRPCMessage: Sendable {
  case request(JSONRPCRequest)
  case notification(JSONRPCNotification)
  case response(JSONRPCResponse)
}

/// A request, which expects a response with its id. An object, since it is handed on from its reader to whoever serves
/// it, which should cost one reference.
package final class JSONRPCRequest: Sendable {
  package let id: RequestID
  package let method: String
  /// An object where present; the reader of the message has checked that.
  package let params: JSONValue?
  /// The same for those who look something up; valid while the request lives.
  package let paramsView: JSONView?
  package let form: PayloadForm
  /// As received; 0 where it was not.
  package let sizeBytes: Int

  package init(id: RequestID, method: String, params: JSONValue?, form: PayloadForm = .json, sizeBytes: Int = 0) {
    self.id = id
    self.method = method
    self.params = params
    paramsView = params?.view
    self.form = form
    self.sizeBytes = sizeBytes
  }
}

extension JSONRPCRequest {
  /// Whether it opens a legacy session.
  package var opensSession: Bool { method == "initialize" }
}

/// A one-way message.
package struct JSONRPCNotification: Sendable {
  package var method: String
  package var params: JSONValue?
  package var form: PayloadForm

  package init(method: String, params: JSONValue?, form: PayloadForm = .json) {
    self.method = method
    self.params = params
    self.form = form
  }
}

extension JSONRPCNotification {
  /// The request that the notification cancels; nil for any other, and for a cancellation that names none.
  package var cancelledRequest: RequestID? {
    guard method == "notifications/cancelled", let target = params?["requestId"] else { return nil }
    return target.string.map(RequestID.string) ?? target.int.map(RequestID.integer)
  }
}

/// The answer to a request. The id is missing only where the request's could not be read. An object, as the request is.
package final class JSONRPCResponse: Sendable {
  package let id: RequestID?
  package let outcome: Result<JSONRPCResult, MCPError>
  package let form: PayloadForm
  /// The legacy session that this answer opened, for a carrier of single requests to tell the client.
  package let sessionID: String?
  /// Whom the carrier tells that the answer has gone out.
  package let receipt: (any AnswerReceipt)?

  package init(
    id: RequestID?, outcome: consuming Result<JSONRPCResult, MCPError>, form: PayloadForm = .json,
    sessionID: String? = nil, receipt: (any AnswerReceipt)? = nil
  ) {
    self.id = id
    self.outcome = outcome
    self.form = form
    self.sessionID = sessionID
    self.receipt = receipt
  }

  /// The answer to a request that has been read.
  package convenience init(
    to request: borrowing JSONRPCRequest, _ outcome: consuming Result<JSONRPCResult, MCPError>, receipt: (any AnswerReceipt)? = nil
  ) {
    self.init(id: request.id, outcome: outcome, form: request.form, receipt: receipt)
  }

  /// The same, as the answer that opened a session.
  package func opening(_ sessionID: String?) -> JSONRPCResponse {
    JSONRPCResponse(id: id, outcome: outcome, form: form, sessionID: sessionID, receipt: receipt)
  }
}

extension JSONRPCResponse {
  /// What the peer is told in place of an answer that cannot be sent, without data and at most a few KiB long. Only of
  /// a result it says that the request was carried out.
  package func cannotBeSent(because reason: String) -> MCPError {
    switch outcome {
    case .success: MCPError(.internalError, "The request was carried out, but its answer \(reason)")
    case .failure(let error):
      MCPError(error.code, String(String.UnicodeScalarView(error.message.unicodeScalars.prefix(256))))
    }
  }
}

/// Wants to know when an answer has been encoded and handed to the carrier.
package protocol AnswerReceipt: AnyObject, Sendable {
  func sent(bytes: Int)
}
