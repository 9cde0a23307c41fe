import Bytes
import CoreHTTP
import Glibc
import TestSupport
import Testing

@Suite("A client that goes")
struct DisconnectTests {
  @Test("cancels the task that works on its answer", arguments: [true, false])
  func cancels(isOpen: Bool) async throws {
    let started = Promise<Void>()
    let seen = Inbox<Bool>()
    let handler: HTTPServer.Handler = { exchange in
      let work = { @Sendable in
        started.fulfil()
        await untilCancelled()
        seen.put(exchange.isCancelled)
      }
      return isOpen ? .open { _ in await work() } : .later {
        await work()
        return .text(200, "anybody there?")
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
      await started.wait()
      client.reset()
      #expect(await seen.take() == true)
    }
  }

  @Test("by closing its connection is found out, before its answer has begun and after", arguments: [false, true])
  func closes(hasBegun: Bool) async throws {
    let started = Promise<Void>()
    let seen = Inbox<Bool>()
    let handler: HTTPServer.Handler = { exchange in
      .open { responder in
        if hasBegun { responder.begin(status: 200, filler: .text(".")) }
        started.fulfil()
        await untilCancelled()
        seen.put(exchange.isCancelled)
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      await started.wait()
      if hasBegun { #expect(client.head()?.status == 200) }
      client.leave()
      #expect(await seen.take() == true)
    }
  }

  @Test("counts as gone where nothing can be sent to find that out, and sees no answer")
  func closesUnasked() async throws {
    try await withServer(handler: { _ in .open { _ in await untilCancelled() } }) { server in
      let client = try server.connect()
      try client.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n")
      client.finishSending()
      #expect(client.isEnded())
    }
  }

  @Test("only by half gets its answer, which an interim one may come before", arguments: [false, true])
  func halfClosed(hasBegun: Bool) async throws {
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      .open { responder in
        if hasBegun { responder.begin(status: 200, filler: .text(".")) }
        _ = await proceed.wait()
        #expect(!exchange.isCancelled)
        if hasBegun { await responder.send(.text("done")) } else { responder.respond(.text(200, "done")) }
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      if hasBegun { #expect(client.head()?.status == 200) }
      client.finishSending()
      if hasBegun {
        #expect(client.chunk() == Array(".".utf8))
        proceed.fulfil()
        #expect(client.chunk() == Array("done".utf8))
        #expect(client.chunk() == [])
      } else {
        #expect(try client.nextStatus() == 100)
        proceed.fulfil()
        #expect(try client.nextText() == "done\n")
      }
      #expect(client.isEnded())
    }
  }

  @Test("only by half gets all that it asked for, and a page without an interim answer")
  func halfClosedPipeline() async throws {
    let first = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      let path = exchange.path
      return path == "/now" ? .now(.text(200, path)) : .later {
        if path == "/first" { await first.wait() }
        return .text(200, path)
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      let paths = ["/first", "/now", "/later", "/now", "/last"]
      try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
      client.finishSending()
      first.fulfil()
      for path in paths { #expect(try client.nextText() == path + "\n") }
      #expect(client.isEnded())
    }
  }

  @Test("cancels a task that has not begun yet")
  func cancelsEarly() async throws {
    let seen = Inbox<Bool>()
    let handler: HTTPServer.Handler = { exchange in
      .open { _ in
        await untilCancelled()
        seen.put(exchange.isCancelled)
      }
    }
    try await withServer(handler: handler) { server in
      for _ in 0..<50 {
        let client = try server.connect()
        try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        client.reset()
      }
      // Those whose request was lost with the connection were never seen.
      let last = try server.connect()
      try last.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      last.leave()
      #expect(await seen.take() == true)
    }
  }

  @Test("is listened to no more, though a process that is being started has a copy of the socket")
  func copied() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.idleTimeout = .milliseconds(60)
    try await withServer(configuration, handler: mirror) { server in
      let client = try server.connect()
      #expect(try client.status("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200)
      let copies = server.descriptors.dropFirst().map { dup($0) }
      defer { for copy in copies { close(copy) } }
      while server.server.connectionCount > 0 { await Task.yield() }
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      // The copy alone keeps it open, so that it is neither answered nor closed.
      for _ in 1...20 { #expect(try server.connect().status("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200) }
      #expect(client.available().isEmpty)
    }
  }

  @Test("in the middle of a request, or of a response, leaves nothing behind", arguments: [true, false])
  func midway(isReset: Bool) async throws {
    let body = SharedBytes([UInt8](repeating: 0x78, count: 4 << 20))
    let handler: HTTPServer.Handler = { _ in .now(HTTPResponse(status: 200, body: body)) }
    try await withServer(handler: handler) { server in
      let request = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
      for length in 0..<request.utf8.count {
        let client = try server.connect()
        try client.send(String(request.prefix(length)))
        isReset ? client.reset() : client.finishSending()
      }
      for _ in 0..<10 {
        let client = try server.connect()
        try client.send(request)
        _ = client.read(100)
        isReset ? client.reset() : client.finishSending()
      }
      while server.server.connectionCount > 0 { await Task.yield() }
    }
  }
}
