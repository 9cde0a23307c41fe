import Bytes
import CoreGRPC
import TestSupport
import Testing

@Suite("A channel")
struct GRPCChannelTests {
  private static let methods: [GRPCMethod] = [
    .unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) },
    .unary("/test.Wait/Later") { _, _ in
      .later {
        await untilCancelled()
        return GRPCReply(failure: GRPCStatus(.cancelled))
      }
    },
    .stream("/test.Wait/Stream") { stream in
      stream.sendInitialMetadata(Metadata())
      await untilCancelled()
      return .ok
    },
  ]

  /// A port on which nobody listens: one that was just free.
  private static func deadPort() async throws -> Int {
    let server = try GRPCServer(configuration: .forTests, methods: [])
    let port = try server.bind("127.0.0.1:0")
    server.beginGracefulShutdown(drain: .zero)
    try await server.run()
    return port
  }

  @Test("says UNAVAILABLE when its server cannot be reached")
  func unreachable() async throws {
    let channel = try GRPCChannel(target: "127.0.0.1:\(try await Self.deadPort())")
    let error = try await grpcError { _ = try await channel.unary("/test.Echo/Now", SharedBytes()) }
    #expect(error.code == .unavailable)
    #expect(!error.message.isEmpty)
    let stream = try channel.stream("/test.Wait/Stream")
    let streamError = try await grpcError { _ = try await stream.next() }
    #expect(streamError.code == .unavailable)
    #expect(await stream.initialMetadata().count == 0)
    await channel.close()
  }

  @Test("waits for its server when asked to, until the deadline")
  func waitsForReady() async throws {
    let channel = try GRPCChannel(target: "127.0.0.1:\(try await Self.deadPort())")
    let options = CallOptions(deadline: .milliseconds(100), waitsForReady: true)
    let error = try await grpcError { _ = try await channel.unary("/test.Echo/Now", SharedBytes(), options) }
    #expect(error.code == .deadlineExceeded)
    await channel.close()
  }

  @Test("that is closed cancels its calls and makes no more")
  func close() async throws {
    try await withServer(Self.methods) { _, channel in
      let stream = try channel.stream("/test.Wait/Stream")
      _ = await stream.initialMetadata()
      let pending = Task { try await channel.unary("/test.Wait/Later", SharedBytes()) }
      let reading = Task { try await stream.next() }
      await channel.close()
      let error = try await grpcError { _ = try await pending.value }
      #expect(error.code == .cancelled || error.code == .unavailable, "cancelled, or never made")
      let readError = try await grpcError { _ = try await reading.value }
      #expect(readError.code == .cancelled)
      #expect(!stream.enqueue(SharedBytes()))
      let late = try await grpcError { _ = try await channel.unary("/test.Echo/Now", SharedBytes()) }
      #expect(late.code == .unavailable)
      let lateStream = try await grpcError { _ = try channel.stream("/test.Wait/Stream") }
      #expect(lateStream.code == .unavailable)
      await channel.close()
    }
  }

  @Test("can share an event loop with others")
  func sharedLoop() async throws {
    try await withServer(Self.methods) { _, channel in
      let loop = try EventLoop()
      let port = try #require(channel.target.split(separator: ":").last)
      for index in 0..<3 {
        let other = try GRPCChannel(target: "127.0.0.1:\(port)", loop: loop)
        #expect(try await other.unary("/test.Echo/Now", .text("\(index)")).message.string == "\(index)")
        await other.close()
      }
      loop.stop()
      await loop.ended()
    }
  }

  @Test("that is let go of without being closed goes away")
  func letGo() async throws {
    try await withServer(Self.methods) { _, channel in
      weak var gone: GRPCChannel?
      do {
        let other = try GRPCChannel(target: channel.target)
        _ = try await other.unary("/test.Echo/Now", SharedBytes())
        gone = other
      }
      while gone != nil { await Task.yield() }
    }
  }
}

@Suite("A stream on the client")
struct ClientStreamTests {
  private static let echo = GRPCMethod.stream("/test.Echo/Stream") { stream in
    do throws(GRPCError) {
      while let message = try await stream.next() { try await stream.send(message) }
      return .ok
    } catch {
      return error.status
    }
  }

  @Test("cannot send after its last message")
  func sendAfterFinish() async throws {
    try await withServer([Self.echo]) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      try await stream.send(.text("only"))
      stream.finishSending()
      stream.finishSending()
      #expect(!stream.enqueue(.text("more")))
      let error = try await grpcError { try await stream.send(.text("more")) }
      #expect(error.code == .failedPrecondition)
      #expect(try await stream.next()?.string == "only")
      #expect(try await stream.next() == nil)
      #expect(try await stream.next() == nil, "the end stays the end")
    }
  }

  @Test("learns the status when it sends to a call that is over")
  func sendAfterStatus() async throws {
    let method = GRPCMethod.stream("/test.Echo/Stream") { _ in GRPCStatus(.notFound, "no such session") }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      _ = await stream.status()
      let error = try await grpcError { try await stream.send(SharedBytes()) }
      #expect(error.status == GRPCStatus(.notFound, "no such session"))
    }
  }

  @Test("delivers every message before the status, even if read late", arguments: [GRPCStatus.ok, .init(.aborted)])
  func messagesBeforeStatus(status: GRPCStatus) async throws {
    let method = GRPCMethod.stream("/test.Echo/Stream") { stream in
      for index in 0..<10 { _ = stream.enqueue(.text("\(index)")) }
      return status
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      _ = await stream.initialMetadata()
      var received: [String?] = []
      do throws(GRPCError) {
        while let message = try await stream.next() { received.append(message.string) }
        #expect(status.isOK)
      } catch {
        #expect(error.status == status)
      }
      #expect(received == (0..<10).map { "\($0)" })
    }
  }

  @Test("is cancelled with the task that waits on it")
  func cancelledTask() async throws {
    try await withServer([Self.echo]) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      let reader = Task { try await stream.next() }
      reader.cancel()
      let error = try await grpcError { _ = try await reader.value }
      #expect(error.code == .cancelled)
      #expect(await stream.status().code == .cancelled)
    }
  }
}
