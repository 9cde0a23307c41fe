import TestSupport
import Testing

@Suite("The case list: closing")
struct ClosingCases {
  typealias Frame = WebSocketClient.Frame

  static let hello = Frame.text("Hello World!")

  static func close(_ payload: [UInt8]) -> Frame { Frame(opcode: 8, payload: payload) }

  static let order = [
    ListedCase("7.1.1", .send(hello), .expect(hello)),
    ListedCase("7.1.2", .send(.close(1000), close([])), end: .closes(1000)),
    ListedCase("7.1.3", .send(.close(1000), .ping("")), end: .closes(1000)),
    ListedCase("7.1.4", .send(.close(1000), hello), end: .closes(1000)),
    ListedCase(
      "7.1.5", .send(.part(1, "fragment1"), .close(1000), .part(0, "fragment2", isFinal: true)), end: .closes(1000)),
  ]

  static let payloads = [
    // Without a code there is none to answer, or 1000.
    ListedCase("7.3.1", .send(close([])), end: .closes([1000, 1005])),
    ListedCase("7.3.2", .send(close([0x61])), end: .closes(1002)),
    ListedCase("7.3.3", .send(.close(1000)), end: .closes(1000)),
    ListedCase("7.3.4", .send(.close(1000, "Hello World!")), end: .closes(1000)),
    ListedCase("7.3.5", .send(.close(1000, String(repeating: "*", count: 123))), end: .closes(1000)),
    ListedCase("7.3.6", .send(.close(1000, String(repeating: "*", count: 124))), end: .closes(1002)),
    ListedCase(
      "7.5.1", .send(close([3, 232, 0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xED, 0xA0, 0x80, 0x65])), end: .closes([1002, 1007])),
  ]

  static let allowedCodes: [UInt16] = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]
  static let refusedCodes: [UInt16] = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999]

  static let codes =
    allowedCodes.enumerated().map { ListedCase("7.7.\($0 + 1)", .send(.close($1)), end: .closes([1000, $1])) }
    + refusedCodes.enumerated().map { ListedCase("7.9.\($0 + 1)", .send(.close($1)), end: .closes(1002)) }
    // Nothing is said of these; what counts is that the connection ends.
    + [5000, 65535].enumerated().map { ListedCase("7.13.\($0 + 1)", .send(.close($1)), end: .closes([1002, $1])) }

  @Test("7", arguments: order + payloads + codes, ListedCase.paths)
  func each(of listed: ListedCase, path: String) async throws { try await listed.run(path: path) }

  /// Whether what came before a close frame is still answered is the server's choice; that it closes is not.
  @Test("7.1.6: behind a large message", arguments: ListedCase.paths)
  func behindLargeMessage(path: String) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: path)
      let large = Frame.text(String(repeating: "BAsd7&jh23", count: 26215))
      try client.deliver([large, Self.hello, .close(1000), .ping("")], .whole)
      var received: [Frame] = []
      while let frame = try client.frame() { received.append(frame) }
      #expect(received.popLast() == .close(1000))
      #expect([large, Self.hello].starts(with: received))
    }
  }
}
