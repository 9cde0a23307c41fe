internal import Bytes
internal import Dispatch
internal import JSON
internal import MCPModel

/// Asks a server over HTTP or WebSocket whether it is ready, and what it is: `server/discover` has to be answered.
///
/// A client of its own, since what it needs is small: one connection without TLS for each question, which the server
/// ends. The library that programs usually have for this, libcurl, has no WebSocket in Debian 12.
struct NetworkProbe: Sendable {
  let url: ProbeURL
  let timeout: Duration

  /// - Returns: `SERVING`, or what is in the way.
  func run() async -> String {
    await withUnsafeContinuation { continuation in
      DispatchQueue(label: "rialto.probe").async {
        let deadline = ContinuousClock.now + timeout
        let status: String
        do {
          switch url.scheme {
          case .http: status = try askHTTP(by: deadline)
          case .ws: status = try askWebSocket(by: deadline)
          }
        } catch {
          status = "UNREACHABLE: \(error)"
        }
        continuation.resume(returning: status)
      }
    }
  }

  private func askHTTP(by deadline: ContinuousClock.Instant) throws(ProbeSocket.Failure) -> String {
    let (status, text) = try exchange("GET /readyz", [], by: deadline)
    guard status == 200 else { return "NOT_SERVING: \(status) \(text.prefix(200).split(separator: "\n").first ?? "")" }
    let answer = try exchange(
      "POST /mcp",
      [
        "Content-Type: application/json", "Accept: application/json, text/event-stream",
        "MCP-Protocol-Version: \(ProtocolRevision.v2026_07_28.rawValue)", "Mcp-Method: server/discover",
      ], body: Self.question, by: deadline)
    // The message itself, or the last event of a stream.
    let lines = answer.text.split(separator: "\n").map { $0.hasPrefix("data: ") ? $0.dropFirst(6) : $0 }
    return Self.judge(lines.last { $0.hasPrefix("{") } ?? "")
  }

  /// One request of HTTP/1.0, whose answer ends with its connection.
  private func exchange(
    _ request: String, _ header: [String], body: String = "", by deadline: ContinuousClock.Instant
  ) throws(ProbeSocket.Failure) -> (status: Int, text: String) {
    var socket = try ProbeSocket(url, deadline: deadline)
    let lines =
      ["\(request) HTTP/1.0", "Host: \(url.authority)"] + header + ["Content-Length: \(body.utf8.count)", "", body]
    try socket.send(Array(lines.joined(separator: "\r\n").utf8))
    let words = try socket.takeHead().split(separator: " ")
    guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw ProbeSocket.Failure(description: "the answer is not HTTP")
    }
    return (status, String(decoding: try socket.takeRest(), as: UTF8.self))
  }

  private func askWebSocket(by deadline: ContinuousClock.Instant) throws(ProbeSocket.Failure) -> String {
    var socket = try ProbeSocket(url, deadline: deadline)
    let handshake = [
      "GET /ws HTTP/1.1", "Host: \(url.authority)", "Connection: Upgrade", "Upgrade: websocket",
      "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: mcp", "Sec-WebSocket-Key: \(Self.key)", "", "",
    ]
    try socket.send(Array(handshake.joined(separator: "\r\n").utf8))
    let head = try socket.takeHead()
    guard head.hasPrefix("HTTP/1.1 101 "), head.contains(Self.accept) else {
      return "NOT_SERVING: \(head.prefix { $0 != "\r\n" })"
    }
    try socket.send(Self.frame(opcode: 1, Array(Self.question.utf8)))
    while true {
      let start = try socket.take(2)
      var length = Int(start[1] & 0x7F)
      if length >= 126 {
        length = try socket.take(length == 126 ? 2 : 8).reduce(0) { $0 &<< 8 | Int($1) }
        guard 0...ProbeSocket.maxAnswerBytes ~= length else {
          throw ProbeSocket.Failure(description: "the answer is too long")
        }
      }
      let payload = try socket.take(length)
      // Anything but a whole text message, such as a ping, is no answer.
      guard start[0] == 0x81 else { continue }
      // Normal closure (RFC 6455, section 7.4.1).
      try socket.send(Self.frame(opcode: 8, [0x03, 0xE8]))
      return Self.judge(String(decoding: payload, as: UTF8.self)[...])
    }
  }

  /// The key of the example in RFC 6455, section 1.3, whose answer is known. A key tells a server that understood it from
  /// one that did not, and is no secret.
  private static let key = "dGhlIHNhbXBsZSBub25jZQ=="
  private static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  /// A client's frame of less than 64 KiB, masked as it has to be, with zeros.
  private static func frame(opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count < 126
      ? [0x80 | UInt8(payload.count)] : [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    return [0x80 | opcode] + length + [0, 0, 0, 0] + payload
  }

  private static func judge(_ text: Substring) -> String {
    do {
      let answer = try JSONValue.parse(String(text))
      if answer.kind == .object, answer["result"] != nil { return "SERVING" }
      if let error = answer["error"]?["message"]?.string { return "NOT_SERVING: \(error)" }
    } catch {
      // Said below.
    }
    return "NOT_SERVING: the answer to server/discover is none"
  }

  private static let question = """
    {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{\
    "\(MetaKey.protocolVersion)":"\(ProtocolRevision.v2026_07_28.rawValue)","\(MetaKey.clientCapabilities)":{}}}}
    """
}
