import Bytes
import CoreHTTP
import Glibc
import TestSupport
import Testing

@Suite("A client that goes")
struct DisconnectTests {
  @Test("cancels the task that works on its answer", arguments: [true, false])
  func cancels(isReset: Bool) async throws {
    let started = Promise<Void>()
    let seen = Inbox<Bool>()
    let handler: HTTPServer.Handler = { exchange in
      .later {
        started.fulfil()
        await untilCancelled()
        seen.put(exchange.isCancelled)
        return .text(200, "anybody there?")
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
      await started.wait()
      isReset ? client.reset() : client.finishSending()
      #expect(await seen.take() == true)
      // It may only have closed its half, and then gets what is answered all the same.
      if !isReset { #expect(try client.nextText() == "anybody there?\n") }
    }
  }

  @Test("cancels a task that has not begun yet")
  func cancelsEarly() async throws {
    let seen = Inbox<Bool>()
    let handler: HTTPServer.Handler = { exchange in
      .later {
        await untilCancelled()
        seen.put(exchange.isCancelled)
        return .text(200, "late")
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
      last.finishSending()
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
