internal import Bytes
internal import MCPModel

/// The streams of one legacy session as a state machine without I/O: what belongs to which, what its reader gets next,
/// and what is kept for a client that comes back (2025-11-25, Streamable HTTP, Resumability and Redelivery).
///
/// `Waiter` is what a suspended reader or sender is resumed with.
struct SessionStreams<Waiter: Sendable>: Sendable {
  typealias Stream = SessionStream<Waiter>

  /// Whether streams begin with an event that has an id and no data; known once the session has its revision.
  var isPrimed = false
  let highWaterBytes: Int
  private let retryMilliseconds: Int
  var streams: [Int: Stream] = [:]
  var streamOf: [RequestID: Int] = [:]
  /// Streams that wait for an answer to what has no id, in their order, which is that of the answers.
  var nameless: [Int] = []
  /// What the last GET opened: for messages that belong to no request.
  var standalone: Int?
  /// Whether that is the only stream there is, as in 2024-11-05.
  var hasOnlyStandalone = false
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

  mutating func finish(_ number: Int) {
    streams[number]?.isFinished = true
    wake(number)
    if let stream = streams[number], !stream.isAttached, !log.holds(stream: number) { streams[number] = nil }
  }

  mutating func begin(_ number: Int) {
    guard streams[number]?.hasBegun == false else { return }
    streams[number]?.hasBegun = true
    let retry = retryMilliseconds
    if isPrimed { put(number) { ServerSentEvent.priming(id: $0, retryMilliseconds: retry) } }
  }

  mutating func put(_ number: Int, _ event: (_ id: String) -> SharedBytes) {
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
