import Bytes
import TestSupport
import Testing

@testable import StdioTransport

@Suite(.timeLimit(.minutes(10))) struct LineWriterTests {
  private let output: Descriptors

  init() throws { output = try Descriptors() }

  @Test func writesWhatWasOfferedWhenItIsFlushed() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 1000)
    #expect(writer.offer(.text("a")) && writer.offer(.text("b")))
    writer.flush()
    #expect(try await output.read(4) == "a\nb\n")
  }

  @Test func writesWhatWasSentByItself() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 1000)
    await writer.send(.text("a"))
    #expect(try await output.read(2) == "a\n")
  }

  @Test func writesByItselfWhenHalfItsBufferIsFull() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 100)
    #expect(writer.offer(.text(String(repeating: "x", count: 60))))
    #expect(try await output.read(61).last == "\n")
  }

  @Test func doesNotLetThePeerWaitForAllThatWouldFit() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 1 << 20)
    for _ in 0..<9 { #expect(writer.offer(.text(String(repeating: "x", count: 999)))) }
    #expect(try await output.read(9_000).hasSuffix("x\n"))
  }

  @Test func takesALineOfAnySizeWhenItIsEmptyAndNoOtherThen() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 10)
    #expect(writer.offer(.text(String(repeating: "x", count: 100))))
    #expect(try await output.read(101).hasPrefix("xxx"))
    await writer.finish()
    #expect(writer.offer(.text("a")))
  }

  @Test func keepsOrderAndLosesNothingThoughTheReaderIsSlow() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 1000)
    let line = String(repeating: "x", count: 995)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 1000...1999 { await writer.send(.text("\(number)\(line)")) }
        await writer.finish()
      }
      for number in 1000...1999 { #expect(try await output.read(1000) == "\(number)\(line)\n") }
      try await group.waitForAll()
    }
  }

  @Test func holdsUpSendersWhileNobodyReads() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 100_000)
    let line = SharedBytes.text(String(repeating: "x", count: 99_999))
    // One buffer is being written and fills the pipe; the next one waits.
    var accepted = 0
    while writer.offer(line) || accepted == 0 { accepted += 1 }
    #expect(accepted <= 2 + (1 << 16) / 100_000 + 1)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await writer.send(line) }
      writer.abandon()
      await group.waitForAll()
    }
    #expect(writer.isBroken)
    output.closeReading()
  }

  @Test func dropsWhatNobodyCanRead() async throws {
    let writer = LineWriter(output.pipe.write, bufferBytes: 100)
    output.closeReading()
    await writer.send(.text("a"))
    await writer.finish()
    for _ in 1...100 { await writer.send(.text(String(repeating: "x", count: 80))) }
    await writer.finish()
    #expect(writer.isBroken)
    #expect(writer.offer(.text("a")), "there is no reason to keep anybody waiting")
  }
}
