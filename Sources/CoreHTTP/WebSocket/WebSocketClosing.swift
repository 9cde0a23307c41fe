/// What a WebSocket is closed with (RFC 6455, section 5.5.1).
struct WebSocketClosing {
  let code: WebSocketCloseCode
  /// At most 123 bytes, which is what a control frame has room for; whole characters.
  let reason: String

  /// - Precondition: an endpoint may send the code.
  init(_ code: WebSocketCloseCode, reason: String) {
    precondition(code.isSendable, "this code is not one to close with")
    var reason = reason
    while reason.utf8.count > 123 { reason.removeLast() }
    self.code = code
    self.reason = reason
  }
}
