import Bytes
import CoreGRPC
import TestSupport
import Testing

@Suite("A slow reader")
struct BackpressureTests {
  @Test("makes the server's sender wait, with bounded memory, and loses nothing")
  func slowClient() async throws {
    let stuck = Promise<Bool>()
    let message = SharedBytes(repeatElement(7, count: 64 << 10))
    let count = 400
    let method = GRPCMethod.stream("/test.Flood/Pour") { stream in
      do throws(GRPCError) {
        for _ in 0..<count {
          if !stream.enqueue(message) {
            stuck.fulfil(true)
            try await stream.send(message)
          }
        }
        stuck.fulfil(false)
        return .ok
      } catch {
        return error.status
      }
    }
    var configuration = GRPCServerConfiguration.forTests
    configuration.streamHighWaterBytes = 256 << 10
    try await withServer([method], configuration: configuration) { _, channel in
      let stream = try channel.stream("/test.Flood/Pour")
      // Nothing is read: the sender fills the connection's window and the high-water mark, then waits.
      #expect(await stuck.wait() == true)
      var received = 0
      while let bytes = try await stream.next() {
        #expect(bytes.count == message.count)
        received += 1
      }
      #expect(received == count)
    }
  }

  @Test("makes the client's sender wait, and loses nothing")
  func slowServer() async throws {
    let proceed = Promise<Void>()
    let method = GRPCMethod.stream("/test.Flood/Drink") { stream in
      await proceed.wait()
      do throws(GRPCError) {
        var bytes = 0
        while let message = try await stream.next() { bytes += message.count }
        try await stream.send(.text("\(bytes)"))
        return .ok
      } catch {
        return error.status
      }
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Flood/Drink")
      let message = SharedBytes(repeatElement(7, count: 64 << 10))
      var sent = 0
      while stream.enqueue(message), sent < 10_000 { sent += 1 }
      #expect(sent < 10_000, "a client's queue has to be bounded")
      proceed.fulfil(())
      try await stream.send(message)
      stream.finishSending()
      #expect(try await stream.next()?.string == "\((sent + 1) * message.count)")
    }
  }

  @Test("that goes away frees the sender that waits for it")
  func readerLeaves() async throws {
    let stuck = Promise<Void>()
    let freed = Promise<GRPCStatus.Code?>()
    let message = SharedBytes(repeatElement(7, count: 64 << 10))
    let method = GRPCMethod.stream("/test.Flood/Pour") { stream in
      do throws(GRPCError) {
        while true {
          if !stream.enqueue(message) {
            stuck.fulfil(())
            try await stream.send(message)
          }
        }
      } catch {
        freed.fulfil(error.code)
        return error.status
      }
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Flood/Pour")
      await stuck.wait()
      stream.cancel()
      #expect(await freed.wait() == .cancelled)
    }
  }

  @Test("does not hold a sender whose task is cancelled")
  func cancelledSender() async throws {
    let message = SharedBytes(repeatElement(7, count: 64 << 10))
    let method = GRPCMethod.stream("/test.Flood/Pour") { stream in
      while stream.enqueue(message) {}
      let code = await withTaskGroup(of: GRPCStatus.Code?.self) { group in
        group.addTask {
          do throws(GRPCError) {
            while true { try await stream.send(message) }
          } catch {
            return error.code
          }
        }
        group.cancelAll()
        return await group.next()!
      }
      #expect(code == .cancelled && !stream.isReset)
      return GRPCStatus(.aborted)
    }
    try await withServer([method]) { _, channel in
      let stream = try channel.stream("/test.Flood/Pour")
      let error = try await grpcError { while try await stream.next() != nil {} }
      #expect(error.code == .aborted)
    }
  }
}
