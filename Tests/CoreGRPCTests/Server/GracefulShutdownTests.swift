import Bytes
import CoreGRPC
import TestSupport
import Testing

@Suite("A graceful shutdown")
struct GracefulShutdownTests {
  private static func make(_ methods: [GRPCMethod]) throws -> (GRPCServer, GRPCChannel) {
    let server = try GRPCServer(configuration: .forTests, methods: methods)
    let port = try server.bind("127.0.0.1:0")
    return (server, try GRPCChannel(target: "127.0.0.1:\(port)"))
  }

  /// UNAVAILABLE once the client knows; CANCELLED for a call that was on its way when the server began.
  private static func isRefusal(_ error: GRPCError) -> Bool {
    error.code == .unavailable || error.code == .cancelled
  }

  @Test("lets calls in flight end, and refuses new ones")
  func drains() async throws {
    let started = Promise<Void>()
    let proceed = Promise<Void>()
    let (server, channel) = try Self.make([
      .unary("/test.Wait/Later") { _, message in
        .later {
          started.fulfil(())
          await proceed.wait()
          return GRPCReply(message: Task.isCancelled ? .text("cancelled") : message)
        }
      }
    ])
    async let running: Void = server.run()
    try await channel.connect()
    async let answer = channel.unary("/test.Wait/Later", .text("in flight"))
    await started.wait()
    server.beginGracefulShutdown(drain: .seconds(3600))
    let error = try await grpcError { _ = try await channel.unary("/test.Wait/Later", .text("late")) }
    #expect(Self.isRefusal(error))
    proceed.fulfil(())
    #expect(try await answer.message.string == "in flight")
    try await running
    await channel.close()
  }

  @Test("cancels what is left when the time is up")
  func cancels() async throws {
    let started = Promise<Void>()
    let seen = Promise<Bool>()
    let (server, channel) = try Self.make([
      .unary("/test.Wait/Later") { _, _ in
        .later {
          started.fulfil(())
          await untilCancelled()
          seen.fulfil(Task.isCancelled)
          return GRPCReply(failure: GRPCStatus(.cancelled))
        }
      }
    ])
    async let running: Void = server.run()
    try await channel.connect()
    let answer = Task { try await channel.unary("/test.Wait/Later", SharedBytes()) }
    await started.wait()
    server.beginGracefulShutdown(drain: .milliseconds(50))
    #expect(await seen.wait() == true)
    await #expect(throws: GRPCError.self) { _ = try await answer.value }
    try await running
    await channel.close()
  }

  @Test("tells open streams once, and waits for them to end")
  func streams() async throws {
    let started = Promise<Void>()
    let (server, channel) = try Self.make([
      .stream("/test.Wait/Stream") { stream in
        #expect(!stream.isDraining)
        started.fulfil(())
        guard case .draining = await stream.nextEvent() else { return GRPCStatus(.internal, "no notice") }
        #expect(stream.isDraining)
        // Said once: the next event is the client's.
        guard case .message(let last) = await stream.nextEvent() else { return GRPCStatus(.internal, "no message") }
        _ = stream.enqueue(last)
        return GRPCStatus(.unavailable, "draining")
      }
    ])
    async let running: Void = server.run()
    try await channel.connect()
    let stream = try channel.stream("/test.Wait/Stream")
    await started.wait()
    server.beginGracefulShutdown(drain: .seconds(3600))
    try await stream.send(.text("last words"))
    #expect(try await stream.next()?.string == "last words")
    #expect(await stream.status() == GRPCStatus(.unavailable, "draining"))
    try await running
    await channel.close()
  }

  @Test("may begin any number of times, from any thread, and before the server runs")
  func idempotent() async throws {
    let (server, channel) = try Self.make([])
    await withDiscardingTaskGroup { group in
      for _ in 0..<20 { group.addTask { server.beginGracefulShutdown(drain: .seconds(3600)) } }
    }
    try await server.run()
    server.beginGracefulShutdown(drain: .zero)
    let error = try await grpcError { try await server.run() }
    #expect(error.code == .failedPrecondition)
    await channel.close()
  }

  @Test("is what a cancelled run does, without waiting for calls")
  func cancelledRun() async throws {
    let started = Promise<Void>()
    let (server, channel) = try Self.make([
      .stream("/test.Wait/Stream") { stream in
        started.fulfil(())
        await untilCancelled()
        return GRPCStatus(.aborted)
      }
    ])
    let running = Task { try await server.run() }
    try await channel.connect()
    let stream = try channel.stream("/test.Wait/Stream")
    await started.wait()
    running.cancel()
    try await running.value
    let code = await stream.status().code
    #expect(
      [.aborted, .cancelled, .unavailable].contains(code), "the handler's status, the core's, or a lost connection")
    await channel.close()
  }

  @Test("happens under load without a lost or a wrong answer")
  func underLoad() async throws {
    let (server, channel) = try Self.make([
      .unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) },
      .unary("/test.Echo/Later") { _, message in .later { GRPCReply(message: message) } },
    ])
    let warm = Promise<Void>()
    async let running: Void = server.run()
    try await channel.connect()
    await withDiscardingTaskGroup { group in
      for caller in 0..<50 {
        group.addTask {
          do throws(GRPCError) {
            var count = 0
            while true {
              let path = count.isMultiple(of: 2) ? "/test.Echo/Now" : "/test.Echo/Later"
              let answer = try await channel.unary(path, .text("\(caller) \(count)"))
              #expect(answer.message.string == "\(caller) \(count)")
              count += 1
              if count == 20 { warm.fulfil(()) }
            }
          } catch {
            #expect(Self.isRefusal(error))
          }
        }
      }
      await warm.wait()
      server.beginGracefulShutdown(drain: .seconds(3600))
    }
    try await running
    await channel.close()
  }
}
