import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A graceful shutdown of an HTTP server")
struct GracefulShutdownTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test("closes idle connections, lets exchanges end, and accepts nothing new")
  func drains() async throws {
    let started = Promise<Void>()
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      guard exchange.path == "/wait" else { return .now(.text(200, "now")) }
      return .later {
        started.fulfil()
        _ = await proceed.wait()
        return .text(200, Task.isCancelled ? "cancelled" : "complete")
      }
    }
    try await withServer(handler: handler) { server in
      let idle = try server.connect()
      #expect(try idle.status(Self.get) == 200)
      let untouched = try server.connect()
      let busy = try server.connect()
      try busy.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n" + Self.get)
      await started.wait()
      server.server.beginGracefulShutdown(drain: .seconds(3600))
      #expect(idle.isEnded())
      #expect(untouched.isEnded())
      #expect(throws: RawClient.Failure.self) { try server.connect() }
      proceed.fulfil()
      let answer = try #require(try busy.response())
      #expect(answer.text == "complete\n")
      #expect(answer.closes)
      #expect(busy.isEnded(), "the request behind it is not served")
    }
  }

  @Test("cancels what is left when the time is up, and breaks its connections off")
  func cancels() async throws {
    let started = Inbox<Void>()
    let ended = Inbox<String>()
    let handler: HTTPServer.Handler = { exchange in
      switch exchange.path {
      case "/later":
        return .later {
          started.put(())
          await untilCancelled()
          ended.put("later")
          return .text(200, "too late")
        }
      case "/open":
        return .open { responder in
          responder.begin(status: 200)
          await responder.send(.text("begun"))
          started.put(())
          await untilCancelled()
          ended.put("open")
        }
      default:
        return .upgrade(
          WebSocketUpgrade { connection in
            started.put(())
            while true {
              if case .closed = await connection.next() { break }
            }
            await untilCancelled()
            ended.put("websocket")
          })
      }
    }
    try await withServer(handler: handler) { server in
      let later = try server.connect()
      try later.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n")
      let open = try server.connect()
      try open.send("GET /open HTTP/1.1\r\nHost: h\r\n\r\n")
      let socket = try WebSocketClient(server.connect())
      for _ in 0..<3 { await started.take() }
      server.server.beginGracefulShutdown(drain: .milliseconds(50))
      #expect(Set([await ended.take(), await ended.take(), await ended.take()]) == ["later", "open", "websocket"])
      #expect(later.isEnded())
      #expect(open.head()?.status == 200)
      #expect(open.chunk() == Array("begun".utf8))
      #expect(open.chunk() == nil, "the answer is not complete")
      _ = socket
    }
  }

  @Test("tells WebSockets once; what they still say goes out, and they close with 1001")
  func webSockets() async throws {
    let started = Promise<Void>()
    let told = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          started.fulfil()
          guard case .draining = await connection.next() else { return }
          #expect(connection.isDraining)
          told.fulfil()
          guard case .text(let last) = await connection.next() else { return }
          await connection.send(last)
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      await started.wait()
      server.server.beginGracefulShutdown(drain: .seconds(3600))
      _ = await told.wait()
      try client.send(.text("last words"))
      #expect(try client.frame() == .text("last words"))
      #expect(try client.closeCode() == 1001)
    }
  }

  @Test("closes WebSockets with 1001 when the time is up, though their handlers read on")
  func webSocketsLate() async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.text("hello"))
      #expect(try client.frame() == .text("hello"))
      server.server.beginGracefulShutdown(drain: .milliseconds(30))
      #expect(try client.closeCode() == 1001)
    }
  }

  @Test("may begin any number of times, from any thread, and before the server runs")
  func idempotent() async throws {
    let server = try HTTPServer(configuration: .forTests, handler: mirror)
    _ = try server.bind("127.0.0.1:0")
    await withDiscardingTaskGroup { group in
      for _ in 0..<20 { group.addTask { server.beginGracefulShutdown(drain: .seconds(3600)) } }
    }
    try await server.run()
    server.beginGracefulShutdown(drain: .zero)
    await #expect(throws: HTTPServerError.self) { try await server.run() }
  }

  @Test("is what a cancelled run does, without waiting for exchanges")
  func cancelledRun() async throws {
    let started = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .later {
        started.fulfil()
        await untilCancelled()
        return .text(200, "too late")
      }
    }
    let server = try HTTPServer(configuration: .forTests, handler: handler)
    let port = try server.bind("127.0.0.1:0")
    let running = Task { try await server.run() }
    let client = try RawClient(port: port)
    try client.send(Self.get)
    await started.wait()
    running.cancel()
    try await running.value
    #expect(server.connectionCount == 0)
  }

  @Test("happens under load without a wrong answer")
  func underLoad() async throws {
    let warm = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      let body = exchange.requestBody
      return exchange.path == "/now"
        ? .now(HTTPResponse(status: 200, body: body)) : .later { HTTPResponse(status: 200, body: body) }
    }
    var configuration = HTTPServerConfiguration.forTests
    configuration.eventLoops = 2
    try await withServer(configuration, handler: handler) { server in
      try await withThrowingDiscardingTaskGroup { group in
        for caller in 0..<20 {
          group.addTask(executorPreference: BlockingExecutor.shared) {
            let client = try server.connect()
            var count = 0
            while true {
              let text = "\(caller) \(count)"
              do {
                try client.send(
                  "POST /\(count.isMultiple(of: 2) ? "now" : "later") HTTP/1.1\r\nHost: h\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
              } catch is RawClient.Failure {
                return
              }
              guard let answer = try client.response() else { return }
              #expect(answer.text == text)
              count += 1
              if count == 50 { warm.fulfil() }
            }
          }
        }
        await warm.wait()
        server.server.beginGracefulShutdown(drain: .seconds(3600))
      }
    }
  }
}
