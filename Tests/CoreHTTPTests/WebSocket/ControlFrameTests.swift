import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("WebSocket control frames")
struct ControlFrameTests {
  typealias Frame = WebSocketClient.Frame

  @Test("a ping is answered with its payload, also while the handler does something else")
  func pings() async throws {
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          _ = await proceed.wait()
          await echo(connection)
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      let pings = (0..<10).map { "ping \($0)" } + ["", String(repeating: "x", count: 125)]
      for ping in pings {
        try client.send(.ping(ping))
        #expect(try client.frame() == .pong(ping))
      }
      proceed.fulfil()
    }
  }

  @Test("a close frame is answered with its code, and the connection ends; the handler is told code and reason",
    arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] as [UInt16])
  func closes(code: UInt16) async throws {
    let seen = Inbox<WebSocketEvent>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(WebSocketUpgrade { connection in seen.put(await connection.next()) })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.close(code, "because"))
      #expect(try client.code() == code)
      client.socket.finishSending()
      #expect(client.socket.isEnded())
      guard case .closed(let seenCode, let reason)? = await seen.take() else {
        Issue.record("the handler was not told")
        return
      }
      #expect(seenCode.rawValue == code)
      #expect(reason == "because")
    }
  }

  @Test("what comes after a close frame is passed over in the middle of a message")
  func afterClose() async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.part(1, "unfinished"), .close(1000), .text("late"), .ping("late"))
      #expect(try client.code() == 1000)
      client.socket.finishSending()
      #expect(client.socket.isEnded())
    }
  }

  @Test("the handler closes with a code and a reason, after everything it sent")
  func closedByHandler() async throws {
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          for index in 0..<100 { _ = connection.offer(.text("\(index)")) }
          connection.close(.unsupportedData, reason: String(repeating: "ü", count: 100))
          connection.close(.normal)
          #expect(!connection.offer(.text("late")))
          let end = await connection.next()
          guard case .closed(.unsupportedData, _) = end else {
            Issue.record("the end was not told: \(end)")
            return
          }
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      for index in 0..<100 { #expect(try client.frame() == .text("\(index)")) }
      let close = try #require(try client.frame())
      #expect(close == .close(1003, String(repeating: "ü", count: 61)))
      try client.send(close)
      client.socket.finishSending()
      #expect(client.socket.isEnded())
    }
  }

  @Test("a handler that returns closes with 1000")
  func handlerReturns() async throws {
    let handler: HTTPServer.Handler = { _ in .upgrade(WebSocketUpgrade { _ in }) }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      #expect(try client.closeCode() == 1000)
    }
  }

  @Test("a connection that breaks is told as 1006, and cancels the handler's task", arguments: [true, false])
  func breaks(isReset: Bool) async throws {
    let seen = Inbox<WebSocketEvent>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          await untilCancelled()
          seen.put(await connection.next())
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.ping("are you there"))
      #expect(try client.frame() == .pong("are you there"))
      isReset ? client.socket.reset() : client.socket.finishSending()
      guard case .closed(.abnormal, _)? = await seen.take() else {
        Issue.record("the break was not told")
        return
      }
    }
  }
}
