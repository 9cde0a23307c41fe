internal import Bytes
internal import MCPModel

/// The streams of one legacy session as a state machine without I/O: what belongs to which, what its reader gets next,
/// and what is kept for a client that comes back (2025-11-25, Streamable HTTP, Resumability and Redelivery).
///
/// `Waiter` is what a suspended reader or sender is resumed with.
struct SessionStreams<Waiter: Sendable>: Sendable {
  private typealias Stream = SessionStream<Waiter>

  /// Whether streams begin with an event that has an id and no data; known once the session has its revision.
  var isPrimed = false
  private let highWaterBytes: Int
  private let retryMilliseconds: Int
  private var streams: [Int: Stream] = [:]
  private var streamOf: [RequestID: Int] = [:]
  /// Streams that wait for an answer to what has no id, in their order, which is that of the answers.
  private var nameless: [Int] = []
  /// What the last GET opened: for messages that belong to no request.
  private var standalone: Int?
  /// Whether that is the only stream there is, as in 2024-11-05.
  private var hasOnlyStandalone = false
  private var lastStream = 0
  private var lastAttachment = 0
  private var log: EventLog
  /// Those who can go on, for whoever holds the lock to resume.
  private(set) var awoken: [Waiter] = []

  init(storedBytes: Int, highWaterBytes: Int, retryMilliseconds: Int) {
    self.log = EventLog(limitBytes: storedBytes)
    self.highWaterBytes = highWaterBytes
    self.retryMilliseconds = retryMilliseconds
  }

  /// What the events take that are kept.
  var storedBytes: Int { log.heldBytes }
  /// The streams that are remembered.
  var count: Int { streams.count }
  /// Whether no request is unanswered and no connection is there.
  var isIdle: Bool { streamOf.isEmpty && nameless.isEmpty && !streams.values.contains { $0.isAttached } }

  mutating func takeAwoken() -> [Waiter] {
    defer { awoken = [] }
    return awoken
  }

  /// Opens a stream with a connection for requests' answers, or for the one to what is no request; nil where one of
  /// their ids is in flight already.
  mutating func open(for requests: [RequestID], takesEvents: Bool) -> (stream: Int, attachment: Int)? {
    let awaited = Set(requests)
    guard awaited.count == requests.count, awaited.allSatisfy({ streamOf[$0] == nil }) else { return nil }
    lastStream += 1
    streams[lastStream] = Stream(awaited: awaited, takesEvents: takesEvents)
    for id in awaited { streamOf[id] = lastStream }
    if awaited.isEmpty { nameless.append(lastStream) }
    return (lastStream, attach(lastStream))
  }

  /// Opens the stream for what belongs to no request; it replaces the one before.
  mutating func openStandalone() -> (stream: Int, attachment: Int) {
    if let old = standalone { finish(old) }
    lastStream += 1
    streams[lastStream] = Stream(awaited: [], takesEvents: true)
    standalone = lastStream
    let attachment = attach(lastStream)
    begin(lastStream)
    return (lastStream, attachment)
  }

  /// Opens the one stream for all that the client is told (2024-11-05, HTTP with SSE).
  mutating func openOnly(beginningWith event: SharedBytes) -> (stream: Int, attachment: Int) {
    let place = openStandalone()
    hasOnlyStandalone = true
    streams[place.stream]?.put(event)
    return place
  }

  /// Takes a stream up again after the event of that id; nil where it is unknown, or something of it is forgotten.
  mutating func resume(after eventID: String) -> (stream: Int, attachment: Int)? {
    let parts = eventID.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let event = parts[1], let stream = streams[number],
      event > 0, event <= stream.lastEvent,
      let missed = log.events(of: number, after: event, upTo: stream.lastEvent)
    else { return nil }
    return (number, attach(number, missed: missed))
  }

  private mutating func attach(_ number: Int, missed: [SharedBytes] = []) -> Int {
    lastAttachment += 1
    wake(number)
    streams[number]?.attach(lastAttachment, missed: missed)
    return lastAttachment
  }

  /// The connection is gone, or needs no more. Answers whether it still was the stream's.
  @discardableResult
  mutating func detach(_ number: Int, _ attachment: Int) -> Bool {
    guard let stream = streams[number], stream.attachment == attachment else { return false }
    wake(number)
    streams[number]?.detach()
    // Nobody can come back to what has no event, nor for anything once it is forgotten.
    if !stream.hasBegun || (stream.isFinished && !log.holds(stream: number)) { streams[number] = nil }
    return true
  }

  /// What the connection gets next; nil where it has to wait.
  mutating func next(_ number: Int, _ attachment: Int) -> SessionDelivery? {
    guard streams[number]?.attachment == attachment else { return .over }
    let delivery = streams[number]?.next()
    if case .events = delivery, let senders = streams[number]?.senders {
      awoken += senders
      streams[number]?.senders = []
    }
    return delivery
  }

  func hasNext(_ number: Int, _ attachment: Int) -> Bool {
    guard let stream = streams[number], stream.attachment == attachment else { return true }
    return stream.hasNext
  }

  mutating func wait(_ number: Int, _ reader: Waiter) { streams[number]?.reader = reader }

  /// Has the reader and the senders look again.
  mutating func wake(_ number: Int) {
    awoken += streams[number]?.takeWaiters() ?? []
  }

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

  /// A comment on every connection that was silent since the last call.
  mutating func keepAlive() {
    for number in streams.keys where streams[number]?.isSilent() == true {
      begin(number)
      streams[number]?.put(comment: ServerSentEvent.comment)
      wake(number)
    }
  }

  /// Ends the streams that do not end by themselves.
  mutating func finishStandalone() {
    if let number = standalone { finish(number) }
    standalone = nil
  }

  mutating func finishAll() {
    for number in streams.keys { finish(number) }
    streamOf = [:]
    nameless = []
    standalone = nil
  }

  private mutating func finish(_ number: Int) {
    streams[number]?.isFinished = true
    wake(number)
    if let stream = streams[number], !stream.isAttached, !log.holds(stream: number) { streams[number] = nil }
  }

  private mutating func begin(_ number: Int) {
    guard streams[number]?.hasBegun == false else { return }
    streams[number]?.hasBegun = true
    let retry = retryMilliseconds
    if isPrimed { put(number) { ServerSentEvent.priming(id: $0, retryMilliseconds: retry) } }
  }

  private mutating func put(_ number: Int, _ event: (_ id: String) -> SharedBytes) {
    guard let last = streams[number]?.countEvent() else { return }
    let bytes = event("\(number)-\(last)")
    streams[number]?.put(bytes)
    wake(number)
    let emptied = log.append(bytes, stream: number, number: last)
    drop(emptied.filter { $0 != number })
  }

  /// Forgets all events: nobody can come back for one.
  mutating func forgetEvents() { drop(log.forget()) }

  /// Streams of which no event is left are gone, unless something still comes to them.
  private mutating func drop(_ emptied: [Int]) {
    for number in emptied {
      if let stream = streams[number], stream.isFinished, !stream.isAttached { streams[number] = nil }
    }
  }
}
