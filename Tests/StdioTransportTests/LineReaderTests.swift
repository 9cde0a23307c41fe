import Bytes
import MCPBridge
import Synchronization
import TestSupport
import Testing

@testable import StdioTransport

@Suite(.timeLimit(.minutes(10))) struct LineReaderTests {
  private let input: Descriptors
  private let reader: LineReader

  init() throws {
    input = try Descriptors()
    reader = try #require(LineReader(input.pipe.read, maxLineBytes: 10))
  }

  /// The next line; a word in angle brackets for what is none.
  private func next() async -> String {
    switch await reader.next() {
    case .frame(let line): line.string ?? "<not text>"
    case .oversized(let limit): "<over \(limit)>"
    case .ended: "<end>"
    case .draining: "<draining>"
    case .reset: "<reset>"
    }
  }

  @Test func givesLinesAsTheyCome() async throws {
    try await input.write("one\ntwo\nthr")
    #expect(await next() == "one")
    #expect(await next() == "two")
    try await input.write("ee\n")
    #expect(await next() == "three")
  }

  @Test func passesOverBlankLines() async throws {
    try await input.write("\n\r\n \t \na\n\n")
    #expect(await next() == "a")
    input.closeWriting()
    #expect(await next() == "<end>")
  }

  @Test func takesALastLineWithoutItsEnd() async throws {
    try await input.write("a\nlast")
    input.closeWriting()
    #expect(await next() == "a")
    #expect(await next() == "last")
    #expect(await next() == "<end>")
    #expect(await next() == "<end>", "the end stays the end")
  }

  @Test func passesOverALineThatIsTooLong() async throws {
    try await input.write("0123456789\n0123456789A\nb\n")
    #expect(await next() == "0123456789")
    #expect(await next() == "<over 10>")
    #expect(await next() == "b")
  }

  @Test func saysOnceThatALineIsTooLongHoweverLongItIs() async throws {
    async let writing: Void = input.write(String(repeating: "x", count: 1_000_000) + "\nb\n")
    var said = 0
    while await next() == "<over 10>" { said += 1 }
    #expect(said == 1)
    try await writing
  }

  @Test func endsInTheMiddleOfALineThatIsTooLong() async throws {
    try await input.write("0123456789ABC")
    input.closeWriting()
    #expect(await next() == "<over 10>")
    #expect(await next() == "<end>")
  }

  @Test func givesManyLinesOfOneRead() async throws {
    try await input.write((1...1000).map { "\($0)\n" }.joined())
    for number in 1...1000 { #expect(await next() == "\(number)") }
    #expect(reader.buffered() == nil)
  }

  /// Some lines can be dealt with by the thread that reads them: those do not come back, the others do.
  @Test func showsLinesFirstToWhoeverCanDealWithThem() async throws {
    try await input.write("a1\na2\nb1\na3\n")
    let seen = Mutex<[String]>([])
    let event = await reader.next { event in
      guard case .frame(let line) = event, let text = line.string else { return false }
      seen.withLock { $0.append(text) }
      return text.hasPrefix("a")
    }
    guard case .frame(let line) = event else {
      Issue.record("\(event)")
      return
    }
    #expect(line.string == "b1")
    #expect(seen.withLock { $0 } == ["a1", "a2", "b1"])
    #expect(await next() == "a3", "what was read with it is still there")
  }

  @Test func waitsForNothingMoreWhereNobodyReadsTheAnswers() async throws {
    try await input.write("a1\n")
    let event = await reader.next(receive: { _ in true }, beforeWaiting: { false })
    guard case .reset = event else {
      Issue.record("\(event)")
      return
    }
  }

  @Test func drainsWhileItWaitsForInput() async {
    async let event = next()
    reader.stop()
    #expect(await event == "<draining>")
    #expect(await next() == "<draining>")
  }

  @Test func isResetWithItsTask() async {
    await withTaskGroup(of: String.self) { group in
      group.addTask { await next() }
      group.cancelAll()
      #expect(await group.next().map { ["<reset>", "<draining>"].contains($0) } == true)
    }
  }
}
