import CoreHTTP
import TestSupport
import Testing

/// One case of the list of the Autobahn test suite for WebSocket, by its number there.
struct ListedCase: CustomTestStringConvertible, Sendable {
  typealias Frame = WebSocketClient.Frame

  /// How bytes are handed to the system: a server must not care.
  enum Delivery { case whole, byFrames, byOctets }

  enum Step {
    case sending([Frame], Delivery)
    case expecting([Frame])

    static func send(_ frames: Frame..., by delivery: Delivery = .whole) -> Step { .sending(frames, delivery) }
    static func expect(_ frames: Frame...) -> Step { .expecting(frames) }
  }

  enum End {
    /// The client closes in the end, and is answered in kind.
    case clean
    /// The server closes with one of these codes.
    case closes(Set<UInt16>)

    static func closes(_ code: UInt16) -> End { .closes([code]) }
  }

  let number: String
  var steps: [Step]
  var end: End

  init(_ number: String, _ steps: Step..., end: End = .clean) {
    self.number = number
    self.steps = steps
    self.end = end
  }

  var testDescription: String { number }

  /// Room for all of the list, whose largest message has 16 MiB, and whose smallest fragments are 65,536.
  static var configuration: HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.maxMessageBytes = 16 << 20
    configuration.webSocket.maxFragments = 65536
    return configuration
  }

  /// Both ways in which a message can be answered: by a task, and at once on the loop.
  static let paths = ["/", "/now"]

  func run(path: String) async throws {
    try await withServer(Self.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: path)
      switch end {
      case .clean: try runToCleanEnd(client)
      case .closes(let codes): try runToFailure(client, codes, isImmediate: path == "/now")
      }
    }
  }

  private func runToCleanEnd(_ client: WebSocketClient) throws {
    for step in steps {
      switch step {
      case .sending(let frames, let delivery): try client.deliver(frames, delivery)
      case .expecting(let frames): for frame in frames { #expect(try client.frame() == frame) }
      }
    }
    try client.send(.close(1000))
    #expect(try client.frame() == .close(1000))
    client.socket.finishSending()
    #expect(client.socket.isEnded())
  }

  /// Everything is sent first, as a client does that does not wait. What was right before is answered; a task may come
  /// too late for that.
  private func runToFailure(_ client: WebSocketClient, _ codes: Set<UInt16>, isImmediate: Bool) throws {
    // By the time that one message is answered, the handler is there.
    try client.send(.text("ready"))
    #expect(try client.frame() == .text("ready"))
    var expected: [Frame] = []
    for step in steps {
      switch step {
      case .sending(let frames, let delivery): try client.deliver(frames, delivery)
      case .expecting(let frames): expected += frames
      }
    }
    var received: [Frame] = []
    while let frame = try client.frame() {
      received.append(frame)
      if frame.opcode == 8 { break }
    }
    let last = received.popLast()
    #expect(last?.opcode == 8, "the connection ends without a word")
    // A close frame without a code means that there was none to answer.
    #expect(codes.contains(last?.code ?? 1005))
    if isImmediate {
      #expect(received == expected)
    } else {
      #expect(expected.starts(with: received))
    }
    client.socket.finishSending()
    #expect(client.socket.isEnded())
  }
}

extension WebSocketClient {
  func deliver(_ frames: [Frame], _ delivery: ListedCase.Delivery) throws {
    switch delivery {
    case .whole: try socket.send(frames.flatMap { Self.bytes($0) })
    case .byFrames: for frame in frames { try socket.send(Self.bytes(frame)) }
    case .byOctets: for byte in frames.flatMap({ Self.bytes($0) }) { try socket.send([byte]) }
    }
  }
}
