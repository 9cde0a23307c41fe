import Bytes
import JSON
import MCPBridge
import MCPEngine
import MCPModel
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct JSONRPCCarrierTests {
  private final class Receipt: AnswerReceipt {
    let bytes = Mutex<[Int]>([])
    func sent(bytes count: Int) { bytes.withLock { $0.append(count) } }
  }

  private let frames = MemoryFrames()
  private let carrier: JSONRPCCarrier

  init() {
    carrier = JSONRPCCarrier(
      frames, arrival: Arrival(carrier: MemoryCarrier.abilities, peer: TestPeer()),
      limits: JSONLimits(maximumDepth: 4, maximumSizeBytes: 500))
  }

  private func event(of text: String) async -> CarrierEvent {
    frames.inbound.put(.frame(.text(text)))
    return await carrier.next()
  }

  private func refusal(_ event: CarrierEvent) -> JSONRPCResponse? {
    guard case .malformed(let response) = event else { return nil }
    return response
  }

  private func code(_ event: CarrierEvent) -> MCPError.Code? {
    guard case .failure(let error) = refusal(event)?.outcome else { return nil }
    return error.code
  }

  @Test func readsARequestWithItsSize() async throws {
    let text = #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1.50}}"#
    guard case .message(.request(let request)) = await event(of: text) else {
      Issue.record("it is a request")
      return
    }
    #expect(request.id == .integer(1) && request.method == "m" && request.form == .json)
    #expect(request.params?.description == #"{"a":1.50}"#)
    #expect(request.sizeBytes == text.utf8.count)
  }

  @Test func readsNotificationsAndResponses() async {
    guard case .message(.notification) = await event(of: #"{"jsonrpc":"2.0","method":"m"}"#) else {
      Issue.record("it is a notification")
      return
    }
    guard case .message(.response) = await event(of: #"{"jsonrpc":"2.0","id":1,"result":{}}"#) else {
      Issue.record("it is a response")
      return
    }
  }

  @Test func saysWhatIsWrongAboutAFrame() async {
    #expect(code(await event(of: "{")) == .parseError)
    #expect(code(await event(of: "[[[[[]]]]]")) == .parseError, "deeper than the limit")
    #expect(code(await event(of: "{}")) == .invalidRequest)
    #expect(code(await event(of: #"{"jsonrpc":"2.0","id":1,"method":"m","params":1}"#)) == .invalidParams)
    frames.inbound.put(.oversized(limitBytes: 500))
    let oversized = await carrier.next()
    #expect(code(oversized) == .invalidRequest && refusal(oversized)?.id == nil)
  }

  @Test func passesABatchOnAsItsParts() async throws {
    let event = await event(of: #"[{"jsonrpc":"2.0","id":1,"method":"m"},7,{"jsonrpc":"2.0","method":"n"}]"#)
    guard case .batch(let parts) = event, parts.count == 3 else {
      Issue.record("it is a batch of three")
      return
    }
    guard case .message(.request(let request)) = parts[0], case .message(.notification) = parts[2] else {
      Issue.record("its parts are in order")
      return
    }
    #expect(request.sizeBytes == #"{"jsonrpc":"2.0","id":1,"method":"m"}"#.utf8.count)
    #expect(code(parts[1]) == .invalidRequest)
  }

  @Test func passesTheEndsOfTheConnectionOn() async {
    for event in [FrameEvent.ended, .draining, .reset] { frames.inbound.put(event) }
    guard case .ended = await carrier.next(), case .draining = await carrier.next(), case .reset = await carrier.next()
    else {
      Issue.record("each event has its counterpart")
      return
    }
  }

  @Test func tellsOfAnAnswerOnceItHasGoneOut() async {
    let receipt = Receipt()
    let answer = JSONRPCResponse(id: .integer(1), outcome: .success(.value([:])), receipt: receipt)
    frames.room.withLock { $0 = 0 }
    #expect(!carrier.offer(answer))
    #expect(receipt.bytes.withLock { $0 } == [])
    #expect(await carrier.send(.response(answer)))
    let text = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
    #expect(await frames.outbound.take() == text)
    #expect(receipt.bytes.withLock { $0 } == [text.utf8.count])
  }

  @Test func sendsAnErrorInPlaceOfAnAnswerOverTheLimit() async throws {
    let receipt = Receipt()
    let long = JSONValue(stringLiteral: String(repeating: "x", count: 1000))
    #expect(
      carrier.offer(
        JSONRPCResponse(id: .string("a"), outcome: .success(.value(["x": long])), receipt: receipt)))
    let sent = try #require(await frames.outbound.take())
    let answer = Answer(try JSONValue.parse(sent))
    #expect(answer.id == "a" && answer.code == -32603 && answer.text?.contains("was carried out") == true)
    #expect(receipt.bytes.withLock { $0 } == [sent.utf8.count])

    let failure = MCPError(.invalidParams, "no", data: long)
    #expect(carrier.offer(JSONRPCResponse(id: .string("b"), outcome: .failure(failure))))
    let error = Answer(try JSONValue.parse(try #require(await frames.outbound.take())))
    #expect(error.code == -32602 && error.text == "no" && error.data == nil)
  }

  @Test func dropsANotificationOverTheLimit() async {
    let long = JSONValue(stringLiteral: String(repeating: "x", count: 1000))
    let dropped = JSONRPCMessage.notification(JSONRPCNotification(method: "n", params: ["x": long]))
    let kept = JSONRPCMessage.notification(JSONRPCNotification(method: "n", params: ["x": 1]))
    for (message, isSent) in [(dropped, false), (kept, true)] {
      #expect(await carrier.send(message) == isSent)
    }
    #expect(await frames.outbound.take() == #"{"jsonrpc":"2.0","method":"n","params":{"x":1}}"#)
    #expect(frames.outbound.count == 0)
  }

  private static func response(
    _ id: Int64, characters: Int = 0, _ receipt: Receipt? = nil
  ) -> JSONRPCResponse {
    let text = JSONValue(stringLiteral: String(repeating: "x", count: characters))
    return JSONRPCResponse(id: .integer(id), outcome: .success(.value(["x": text])), receipt: receipt)
  }

  @Test func sendsTheAnswersToABatchAsOneArray() async throws {
    let receipt = Receipt()
    await carrier.send(batch: [Self.response(1, receipt), Self.response(2, receipt)])
    let one = #"{"jsonrpc":"2.0","id":1,"result":{"x":""}}"#
    let two = #"{"jsonrpc":"2.0","id":2,"result":{"x":""}}"#
    #expect(await frames.outbound.take() == "[\(one),\(two)]")
    #expect(receipt.bytes.withLock { $0 } == [one.utf8.count, two.utf8.count])

    await carrier.send(batch: [Self.response(1)])
    #expect(await frames.outbound.take() == "[\(one)]", "an array of one is an array")
    await carrier.send(batch: [])
    #expect(frames.outbound.count == 0)
  }

  @Test func anAnswerOverTheLimitIsAnErrorInItsBatch() async throws {
    await carrier.send(batch: [Self.response(1, characters: 1000), Self.response(2)])
    let array = try JSONValue.parse(try #require(await frames.outbound.take()))
    let answers = array.elements.map { Answer($0) }
    #expect(answers.map(\.id) == [1, 2])
    #expect(answers.map(\.code) == [-32603, nil])
  }

  /// Around each text of an answer stand 42 bytes; two of them make an array with 3 more.
  @Test(arguments: [(206, 1), (207, 2)])
  func aBatchOverTheLimitGoesOutOneByOne(characters: Int, frameCount: Int) async throws {
    let receipt = Receipt()
    let last = Self.response(2, characters: characters + 1, receipt)
    await carrier.send(batch: [Self.response(1, characters: characters, receipt), last])
    #expect(frames.outbound.count == frameCount)
    #expect(receipt.bytes.withLock { $0.count } == 2)
    for _ in 0..<frameCount {
      let text = try #require(await frames.outbound.take())
      #expect(text.utf8.count <= 500)
    }
  }
}
