import Bytes
import Synchronization
import TestSupport
import Testing

@testable import CoreGRPC

@Suite("A cancelled call")
struct CancellationTests {
  @Test("cancels the task of a late answer")
  func lateAnswer() async throws {
    let started = Promise<Void>()
    let seen = Promise<Bool>()
    let method = GRPCMethod.unary("/test.Wait/Later") { _, message in
      .later {
        started.fulfil(())
        await untilCancelled()
        seen.fulfil(Task.isCancelled)
        return GRPCReply(failure: GRPCStatus(.cancelled))
      }
    }
    try await withServer([method]) { _, channel in
      let caller = Task { try await channel.unary("/test.Wait/Later", SharedBytes()) }
      await started.wait()
      caller.cancel()
      let error = try await grpcError { _ = try await caller.value }
      #expect(error.code == .cancelled)
      #expect(await seen.wait() == true)
    }
  }

  @Test("that was cancelled before it began is not made")
  func cancelledBefore() async throws {
    let method = GRPCMethod.unary("/test.Wait/Now") { _, message in .now(GRPCReply(message: message)) }
    try await withServer([method]) { _, channel in
      let caller = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await channel.unary("/test.Wait/Now", SharedBytes())
      }
      let error = try await grpcError { _ = try await caller.value }
      #expect(error.code == .cancelled)
    }
  }

  @Test("cancels a stream's handler and wakes its reader")
  func stream() async throws {
    let started = Promise<Void>()
    let seen = Promise<(GRPCStatus.Code?, isCancelled: Bool, isReset: Bool)>()
    let method = GRPCMethod.stream("/test.Wait/Stream") { stream in
      started.fulfil(())
      do throws(GRPCError) {
        while try await stream.next() != nil {}
        seen.fulfil((nil, Task.isCancelled, stream.isReset))
      } catch {
        await untilCancelled()
        seen.fulfil((error.code, Task.isCancelled, stream.isReset))
        #expect(!stream.enqueue(SharedBytes()))
      }
      return .ok
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Wait/Stream")
      await started.wait()
      stream.cancel()
      let (code, isCancelled, isReset) = try #require(await seen.wait())
      #expect(code == .cancelled && isCancelled && isReset)
      #expect(await stream.status().code == .cancelled)
    }
  }

  @Test("is what becomes of a stream the client lets go of")
  func abandonedStream() async throws {
    let seen = Promise<Void>()
    let method = GRPCMethod.stream("/test.Wait/Stream") { stream in
      _ = stream.enqueue(SharedBytes())
      await untilCancelled()
      seen.fulfil(())
      return .ok
    }
    try await withServer([method]) { _, channel in
      do {
        let stream = try channel.stream("/test.Wait/Stream")
        #expect(try await stream.next() != nil, "the call has to be on the server before it is let go of")
      }
      await seen.wait()
    }
  }

  @Test("is what a passed deadline makes of it, on both sides")
  func deadline() async throws {
    let unarySeen = Promise<Void>()
    let streamSeen = Promise<Void>()
    let methods: [GRPCMethod] = [
      .unary("/test.Wait/Now") { _, message in .now(GRPCReply(message: message)) },
      .unary("/test.Wait/Later") { _, _ in
        .later {
          await untilCancelled()
          unarySeen.fulfil(())
          return GRPCReply(failure: GRPCStatus(.deadlineExceeded))
        }
      },
      .stream("/test.Wait/Stream") { stream in
        await untilCancelled()
        streamSeen.fulfil(())
        return .ok
      },
    ]
    try await withServer(methods) { _, channel in
      // Connects first, so that the deadline is not spent on that.
      _ = try await channel.unary("/test.Wait/Now", SharedBytes())
      let options = CallOptions(deadline: .milliseconds(300))
      let error = try await grpcError { _ = try await channel.unary("/test.Wait/Later", SharedBytes(), options) }
      #expect(error.code == .deadlineExceeded)
      await unarySeen.wait()
      let stream = try channel.stream("/test.Wait/Stream", options)
      #expect(await stream.status().code == .deadlineExceeded)
      await streamSeen.wait()
    }
  }

  @Test("leaves nothing behind, ten thousand times")
  func manyCancelledCalls() async throws {
    let arrived = Atomic<Int>(0)
    let methods: [GRPCMethod] = [
      .unary("/test.Wait/Later") { _, _ in
        arrived.add(1, ordering: .relaxed)
        return .later {
          await untilCancelled()
          return GRPCReply(failure: GRPCStatus(.cancelled))
        }
      },
      .stream("/test.Wait/Stream") { stream in
        arrived.add(1, ordering: .relaxed)
        await untilCancelled()
        return .ok
      },
    ]
    // `withServer` counts the call objects that are left on either side.
    try await withServer(methods) { _, channel in
      for round in 0..<100 {
        await withDiscardingTaskGroup { group in
          for index in 0..<100 {
            group.addTask {
              if index.isMultiple(of: 2) {
                let error = await #expect(throws: GRPCError.self) {
                  try await channel.unary("/test.Wait/Later", SharedBytes())
                }
                #expect(error?.code == .cancelled)
              } else {
                do {
                  let stream = try channel.stream("/test.Wait/Stream")
                  if index.isMultiple(of: 3) { await Task.yield() }
                  _ = stream.enqueue(.text("\(round)"))
                } catch {
                  Issue.record(error)
                }
              }
            }
          }
          // Some calls have arrived by now and some have not: both have to vanish.
          await Task.yield()
          group.cancelAll()
        }
      }
      #expect(arrived.load(ordering: .relaxed) > 0)
    }
  }
}
