import Bytes
import CoreGRPC
import Synchronization
import TestSupport
import Testing

@Suite("A stream on the server")
struct ServerStreamTests {
  private static let echo = GRPCMethod.stream("/test.Echo/Stream") { stream in
    do throws(GRPCError) {
      while let message = try await stream.next() { try await stream.send(message) }
      return .ok
    } catch {
      return error.status
    }
  }

  @Test("answers a thousand messages in order")
  func echo() async throws {
    try await withServer([Self.echo]) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      async let sending: Void = {
        for index in 0..<1000 { try await stream.send(.text("\(index)")) }
        stream.finishSending()
      }()
      for index in 0..<1000 { #expect(try await stream.next()?.string == "\(index)") }
      #expect(try await stream.next() == nil)
      try await sending
      #expect(await stream.status() == .ok)
    }
  }

  @Test("carries large messages", arguments: [3000, 100_000, 3_000_000])
  func large(byteCount: Int) async throws {
    let message = SharedBytes((0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 13) })
    try await withServer([Self.echo]) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      try await stream.send(message)
      #expect(try await stream.next() == message)
    }
  }

  @Test("sees the client's half-close and may still answer")
  func halfClose() async throws {
    let method = GRPCMethod.stream("/test.Echo/Count") { stream in
      do throws(GRPCError) {
        var count = 0
        while try await stream.next() != nil { count += 1 }
        try await stream.send(.text("\(count)"))
        #expect(!stream.isReset)
        return .ok
      } catch {
        return error.status
      }
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Count")
      for _ in 0..<7 { try await stream.send(SharedBytes()) }
      stream.finishSending()
      #expect(try await stream.next()?.string == "7")
      #expect(try await stream.next() == nil)
    }
  }

  @Test("without any message ends with the handler's status and trailing metadata")
  func statusOnly() async throws {
    let method = GRPCMethod.stream("/test.Echo/Refuse") { stream in
      stream.setTrailingMetadata(["x-reason": "full"])
      return GRPCStatus(.resourceExhausted, "no room")
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Refuse")
      #expect(await stream.status() == GRPCStatus(.resourceExhausted, "no room"))
      #expect(await stream.trailingMetadata().first("x-reason") == "full")
    }
  }

  @Test("sends initial metadata before the first message when asked")
  func initialMetadata() async throws {
    let proceed = Promise<Void>()
    let method = GRPCMethod.stream("/test.Echo/Hello") { stream in
      stream.sendInitialMetadata(["x-session": stream.metadata(first: "x-name") ?? "nobody"])
      await proceed.wait()
      return .ok
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Hello", CallOptions(metadata: ["x-name": "me"]))
      #expect(await stream.initialMetadata().first("x-session") == "me")
      proceed.fulfil(())
      #expect(await stream.status() == .ok)
    }
  }

  @Test("keeps each sender's order when many send at once")
  func concurrentSenders() async throws {
    let method = GRPCMethod.stream("/test.Echo/Many") { stream in
      await withDiscardingTaskGroup { group in
        for sender in 0..<20 {
          group.addTask {
            do {
              for index in 0..<50 { try await stream.send(.text("\(sender) \(index)")) }
            } catch {
              Issue.record(error)
            }
          }
        }
      }
      return .ok
    }
    var configuration = GRPCServerConfiguration.forTests
    configuration.streamHighWaterBytes = 64
    try await withServer([method], configuration: configuration) { _, channel in
      let stream = try channel.stream("/test.Echo/Many")
      var next = Array(repeating: 0, count: 20)
      while let message = try await stream.next() {
        let numbers = message.string!.split(separator: " ").map { Int($0)! }
        #expect(next[numbers[0]] == numbers[1])
        next[numbers[0]] += 1
      }
      #expect(next == Array(repeating: 50, count: 20))
    }
  }

  @Test("can be answered at once, without waking its handler")
  func immediate() async throws {
    let wakings = Atomic<Int>(0)
    let method = GRPCMethod.stream("/test.Echo/Immediate") { stream in
      stream.receiveImmediately { [unowned stream] message in
        message.string == "wake" ? false : stream.enqueue(message)
      }
      do throws(GRPCError) {
        while let message = try await stream.next() {
          wakings.add(1, ordering: .relaxed)
          try await stream.send(message)
        }
        return .ok
      } catch {
        return error.status
      }
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Immediate")
      for index in 0..<200 {
        try await stream.send(.text("\(index)"))
        #expect(try await stream.next()?.string == "\(index)")
      }
      // The first may have come before the handler waited for it.
      #expect(wakings.load(ordering: .relaxed) <= 1)
      let before = wakings.load(ordering: .relaxed)
      try await stream.send(.text("wake"))
      #expect(try await stream.next()?.string == "wake")
      #expect(wakings.load(ordering: .relaxed) == before + 1)
      stream.finishSending()
      #expect(try await stream.next() == nil)
    }
  }

  @Test("lets a child task stop reading while the stream goes on")
  func cancelledReader() async throws {
    let method = GRPCMethod.stream("/test.Echo/Partial") { stream in
      let read = await withTaskGroup(of: Bool.self) { group in
        group.addTask {
          if case .failed = await stream.nextEvent() { return true }
          return false
        }
        group.cancelAll()
        return await group.next()!
      }
      #expect(read && !stream.isReset)
      stream.sendInitialMetadata(Metadata())
      do throws(GRPCError) {
        let message = try await stream.next()
        try await stream.send(message ?? SharedBytes())
        return .ok
      } catch {
        return error.status
      }
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Echo/Partial")
      _ = await stream.initialMetadata()
      try await stream.send(.text("still here"))
      #expect(try await stream.next()?.string == "still here")
      #expect(await stream.status() == .ok)
    }
  }
}
