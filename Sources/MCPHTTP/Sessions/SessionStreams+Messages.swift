internal import Bytes
internal import MCPModel

/// What the backend says, and where it goes.
extension SessionStreams {
  /// The stream for a message: that of its request, or else the one for what belongs to none. Without that it goes
  /// where the client listens, rather than nowhere.
  func stream(for request: RequestID?) -> Int? {
    if let request, let number = streamOf[request], streams[number]?.takesEvents == true { return number }
    if let standalone, streams[standalone]?.isAttached == true { return standalone }
    return streams.filter { $0.value.isAttached && $0.value.takesEvents && !$0.value.isFinished }.keys.max()
      ?? standalone
  }

  /// Whether the connection of a stream takes too little of what is sent to it.
  func isFull(_ number: Int) -> Bool { streams[number].map { $0.pendingBytes > highWaterBytes } ?? false }

  var isOnlyStreamFull: Bool { hasOnlyStandalone && standalone.map { isFull($0) } == true }

  mutating func block(_ number: Int, _ sender: Waiter) { streams[number]?.senders.append(sender) }

  mutating func append(_ message: SharedBytes, to number: Int) {
    begin(number)
    put(number) { ServerSentEvent.message(message, id: $0) }
  }

  /// Takes the answers to some requests of one stream. It is an event only where the stream has begun.
  mutating func answer(_ requests: [RequestID], _ bytes: [SharedBytes], _ response: JSONRPCResponse?) {
    if hasOnlyStandalone {
      if let standalone { for message in bytes { append(message, to: standalone) } }
      return
    }
    var number: Int?
    for id in requests { number = streamOf.removeValue(forKey: id) ?? number }
    if requests.isEmpty, !nameless.isEmpty { number = nameless.removeFirst() }
    guard let number, streams[number] != nil else { return }
    streams[number]?.awaited.subtract(requests)
    if let stream = streams[number], !stream.hasBegun, stream.awaited.isEmpty, bytes.count == 1 {
      streams[number]?.answer = (bytes[0], response)
    } else {
      for message in bytes { append(message, to: number) }
    }
    if streams[number]?.awaited.isEmpty == true { finish(number) }
  }

  /// Nobody answers the request any more.
  mutating func drop(_ request: RequestID) {
    guard let number = streamOf.removeValue(forKey: request) else { return }
    streams[number]?.awaited.remove(request)
    if streams[number]?.awaited.isEmpty == true { finish(number) }
  }

  /// Lets go of the connection; the client is told when to come back.
  mutating func release(_ request: RequestID) {
    guard isPrimed, let number = streamOf[request], streams[number]?.takesEvents == true else { return }
    begin(number)
    streams[number]?.isReleased = true
    wake(number)
  }
}
