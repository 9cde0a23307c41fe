import Bytes
import MCPModel
import TestSupport
import Testing

@testable import MCPHTTP

@Suite struct SessionStreamsTests {
  private typealias Streams = SessionStreams<String>

  private static func streams(storedBytes: Int = 10_000, highWaterBytes: Int = 100) -> Streams {
    Streams(storedBytes: storedBytes, highWaterBytes: highWaterBytes, retryMilliseconds: 5)
  }

  private static func texts(_ delivery: SessionDelivery?) -> [String] {
    guard case .events(let events) = delivery else { return [] }
    return events.map { String(decoding: $0.array, as: UTF8.self) }
  }

  private static func isOver(_ delivery: SessionDelivery?) -> Bool {
    if case .over = delivery { true } else { false }
  }

  @Test func anAnswerWithoutAnythingBeforeItIsNoEvent() throws {
    var streams = Self.streams()
    let (stream, attachment) = try required(streams.open(for: [.integer(1)], takesEvents: true), "no stream")
    let nothing = streams.next(stream, attachment) == nil
    #expect(nothing)
    streams.answer([.integer(1)], [.text("x")], nil)
    guard case .answer(let bytes, _) = streams.next(stream, attachment) else { throw TestFailure("no answer") }
    #expect(bytes.string == "x")
    streams.detach(stream, attachment)
    #expect(streams.isIdle)
  }

  @Test func anIDInFlightIsTakenUntilItIsAnswered() throws {
    var streams = Self.streams()
    let isTaken1 = streams.open(for: [.integer(1), .integer(1)], takesEvents: true) == nil
    #expect(isTaken1)
    let (stream, attachment) = try required(streams.open(for: [.integer(1), .integer(2)], takesEvents: true), "no stream")
    let isTaken2 = streams.open(for: [.integer(2)], takesEvents: true) == nil
    #expect(isTaken2)
    streams.detach(stream, attachment)
    let isTaken3 = streams.open(for: [.integer(2)], takesEvents: true) == nil
    #expect(isTaken3, "the client left, the request goes on")
    streams.answer([.integer(1), .integer(2)], [.text("x")], nil)
    let isFree = streams.open(for: [.integer(2)], takesEvents: true) != nil
    #expect(isFree)
  }

  @Test func aFullStreamHoldsItsSendersUntilItIsRead() throws {
    var streams = Self.streams()
    let (stream, attachment) = try required(streams.open(for: [.integer(1)], takesEvents: true), "no stream")
    #expect(!streams.isFull(stream))
    streams.append(.text(String(repeating: "x", count: 200)), to: stream)
    #expect(streams.isFull(stream))
    streams.block(stream, "sender")
    let texts = Self.texts(streams.next(stream, attachment))
    #expect(texts.count == 1)
    let awoken = streams.takeAwoken()
    #expect(awoken == ["sender"])
    #expect(!streams.isFull(stream))
    streams.append(.text(String(repeating: "x", count: 200)), to: stream)
    streams.block(stream, "sender")
    streams.detach(stream, attachment)
    let again = streams.takeAwoken()
    #expect(again == ["sender"] && !streams.isFull(stream))
  }

  @Test func aNewConnectionTakesTheStreamFromTheOld() throws {
    var streams = Self.streams()
    let (stream, old) = try required(streams.open(for: [.integer(1)], takesEvents: true), "no stream")
    streams.append(.text("one"), to: stream)
    streams.append(.text("two"), to: stream)
    streams.wait(stream, "old")
    let (same, new) = try required(streams.resume(after: "\(stream)-1"), "no stream")
    let awoken = streams.takeAwoken()
    #expect(same == stream && awoken == ["old"])
    let isOver = Self.isOver(streams.next(stream, old))
    #expect(isOver)
    let texts = Self.texts(streams.next(stream, new))
    #expect(texts == ["event: message\nid: 1-2\ndata: two\n\n"])
    streams.detach(stream, old)
    #expect(!streams.isIdle, "the old one's end does not concern the new one")
  }

  @Test func anEventThatNobodyWasSentBringsNobodyBack() throws {
    var streams = Self.streams()
    let (stream, attachment) = try required(streams.open(for: [.integer(1)], takesEvents: true), "no stream")
    for id in ["\(stream)-0", "\(stream)-1", "\(stream)--1", "\(stream + 1)-1"] {
      let isRefused = streams.resume(after: id) == nil
      #expect(isRefused, "\(id)")
    }
    streams.answer([.integer(1)], [.text("x")], nil)
    guard case .answer = streams.next(stream, attachment) else { throw TestFailure("the answer went elsewhere") }
  }

  @Test func allEventsAreForgottenAndStreamsGoOn() throws {
    var streams = Self.streams()
    let (over, attachment) = try required(streams.open(for: [.integer(1)], takesEvents: true), "no stream")
    streams.append(.text("on the way"), to: over)
    streams.answer([.integer(1)], [.text("answer")], nil)
    streams.detach(over, attachment)
    let (stream, _) = try required(streams.open(for: [.integer(2)], takesEvents: true), "no stream")
    streams.append(.text("on the way"), to: stream)
    #expect(streams.count == 2 && streams.storedBytes > 0)
    streams.forgetEvents()
    #expect(streams.count == 1 && streams.storedBytes == 0)
    let isForgotten = streams.resume(after: "\(over)-1") == nil
    #expect(isForgotten)
    let (_, again) = try required(streams.resume(after: "\(stream)-1"), "the stream is gone")
    streams.answer([.integer(2)], [.text("answer")], nil)
    let texts = Self.texts(streams.next(stream, again))
    #expect(texts == ["event: message\nid: \(stream)-2\ndata: answer\n\n"])
  }

  @Test func whatIsForgottenLeavesNothingBehind() throws {
    var streams = Self.streams(storedBytes: 100)
    for id in 1...1000 {
      let (stream, attachment) = try required(
        streams.open(for: [.integer(Int64(id))], takesEvents: true), "no stream")
      streams.append(.text("on the way"), to: stream)
      streams.answer([.integer(Int64(id))], [.text("answer")], nil)
      let texts = Self.texts(streams.next(stream, attachment))
    #expect(texts.count == 2)
      let isOver = Self.isOver(streams.next(stream, attachment))
    #expect(isOver)
      streams.detach(stream, attachment)
    }
    #expect(streams.isIdle)
    #expect(streams.count <= 3)
  }

  @Test func aMessageOfNoRequestGoesWhereTheClientListens() throws {
    var streams = Self.streams()
    #expect(streams.stream(for: nil) == nil)
    let (first, _) = try required(streams.open(for: [.integer(1)], takesEvents: true), "no stream")
    let (second, _) = try required(streams.open(for: [.integer(2)], takesEvents: true), "no stream")
    _ = try required(streams.open(for: [.integer(3)], takesEvents: false), "no stream")
    #expect(streams.stream(for: .integer(1)) == first)
    #expect(streams.stream(for: nil) == second && streams.stream(for: .integer(3)) == second)
    let (standing, attachment) = streams.openStandalone()
    #expect(streams.stream(for: nil) == standing && streams.stream(for: .integer(3)) == standing)
    streams.detach(standing, attachment)
    #expect(streams.stream(for: nil) == second)
  }

  @Test func oneStreamForEverythingIsFullUntilItIsRead() {
    var streams = Self.streams()
    let (stream, attachment) = streams.openOnly(beginningWith: .text("x"))
    #expect(!streams.isOnlyStreamFull)
    streams.answer([.integer(1)], [.text(String(repeating: "x", count: 200))], nil)
    #expect(streams.isOnlyStreamFull)
    _ = streams.next(stream, attachment)
    #expect(!streams.isOnlyStreamFull)
  }
}
