package import Bytes
internal import Handoff

/// What a reader of a WebSocket gets.
package enum WebSocketEvent: InboundEvent {
  /// A text message, whose bytes are UTF-8.
  case text(SharedBytes)
  case binary(SharedBytes)
  /// The server has begun to shut down; said once. Messages may still follow.
  case draining
  /// The connection is closed, or broke: then the code is `abnormal`. Nothing follows.
  case closed(WebSocketCloseCode, reason: String)
}

/// Why a WebSocket was closed (RFC 6455, section 7.4).
package struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  package static let normal = WebSocketCloseCode(rawValue: 1000)
  package static let goingAway = WebSocketCloseCode(rawValue: 1001)
  package static let protocolError = WebSocketCloseCode(rawValue: 1002)
  package static let unsupportedData = WebSocketCloseCode(rawValue: 1003)
  /// The peer gave none; never sent.
  package static let none = WebSocketCloseCode(rawValue: 1005)
  /// The connection ended without a closing handshake; never sent.
  package static let abnormal = WebSocketCloseCode(rawValue: 1006)
  package static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
  package static let policyViolation = WebSocketCloseCode(rawValue: 1008)
  package static let messageTooBig = WebSocketCloseCode(rawValue: 1009)
  package static let internalError = WebSocketCloseCode(rawValue: 1011)

  /// Whether an endpoint may send it.
  var isSendable: Bool {
    switch rawValue {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
