import Bytes
import Glibc
import MCPBridge
import TestSupport
import Testing

@testable import StdioTransport

@Suite(.timeLimit(.minutes(10))) struct StdioConnectionTests {
  private let input: Descriptors
  private let output: Descriptors
  private let ended = Promise<Void>()
  private let connection: StdioConnection

  init() throws {
    input = try Descriptors()
    output = try Descriptors()
    connection = StdioConnection(
      input: input.pipe.read, output: output.pipe.write, maxLineBytes: 100, onEnd: { [ended] in ended.fulfil() })
  }

  @Test func answersGoOutBeforeItWaitsForMore() async throws {
    #expect(connection.offer(.text("a")) && connection.offer(.text("b")))
    async let event = connection.next()
    #expect(try await output.read(4) == "a\nb\n")
    try await input.write("c\n")
    guard case .frame(let line) = await event else {
      Issue.record("a line came")
      return
    }
    #expect(line.string == "c")
    #expect(!ended.isFulfilled)
  }

  @Test func saysWhenItsInputEnds() async {
    input.closeWriting()
    guard case .ended = await connection.next() else {
      Issue.record("the input ended")
      return
    }
    #expect(ended.isFulfilled)
  }

  @Test func drainsWhenItIsTold() async {
    connection.beginDraining()
    guard case .draining = await connection.next() else {
      Issue.record("it was told to drain")
      return
    }
    #expect(ended.isFulfilled)
  }

  @Test func isResetWhenNobodyReads() async {
    output.closeReading()
    await connection.send(.text("a"))
    await connection.finish()
    guard case .reset = await connection.next() else {
      Issue.record("nobody reads")
      return
    }
    #expect(ended.isFulfilled)
  }

  @Test func finishesWhenEverythingIsWritten() async throws {
    #expect(connection.offer(.text("a")))
    await connection.finish()
    #expect(try await output.read(2) == "a\n")
  }
}
