internal import Bytes
internal import MCPModel

/// The streams of one legacy session as a state machine without I/O: what belongs to which, what its reader gets next,
/// and what is kept for a client that comes back (2025-11-25, Streamable HTTP, Resumability and Redelivery).
///
/// A stream is what a POST or a GET opens. It outlives its connection once its first event has an id. `Waiter` is what
/// a suspended reader or sender is resumed with.
struct SessionStreams<Waiter: Sendable>: Sendable {
  enum Delivery: Sendable {
    case events([SharedBytes])
    /// The answer, where nothing was said before it.
    case answer(SharedBytes, JSONRPCResponse?)
    /// Nothing more comes on this connection.
    case over
  }

  private struct Stream: Sendable {
    /// The requests whose answers come here; none for a stream that a GET opened.
    var awaited: Set<RequestID>
    let takesEvents: Bool
    var hasBegun = false
    var isFinished = false
    /// The connection is to be let go of, though the stream goes on.
    var isReleased = false
    var lastEvent = 0
    /// Counts the connections; 0 while there is none.
    var attachment = 0
    var answer: (SharedBytes, JSONRPCResponse?)?
    /// Events that the connection has not taken yet.
    var pending: [SharedBytes] = []
    var pendingBytes = 0
    /// Whether anything was sent since the last look.
    var isBusy = true
    var reader: Waiter?
    var senders: [Waiter] = []
  }

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
  var isIdle: Bool { streamOf.isEmpty && nameless.isEmpty && streams.values.allSatisfy { $0.attachment == 0 } }

  mutating func takeAwoken() -> [Waiter] {
    defer { awoken = [] }
    return awoken
  }

  /// Opens a stream with a connection for requests' answers, or for the one to what is no request; nil where one of their ids is in flight already.
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
    streams[place.stream]?.pending.append(event)
    return place
  }

  /// Takes a stream up again after the event of that id; nil where it is unknown, or something of it is forgotten.
  mutating func resume(after eventID: String) -> (stream: Int, attachment: Int)? {
    let parts = eventID.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let event = parts[1], let stream = streams[number],
      event > 0, event <= stream.lastEvent,
      let missed = log.events(of: number, after: event, upTo: stream.lastEvent)
    else { return nil }
    let attachment = attach(number)
    streams[number]?.pending = missed
    streams[number]?.pendingBytes = missed.reduce(0) { $0 + $1.count }
    return (number, attachment)
  }

  private mutating func attach(_ number: Int) -> Int {
    lastAttachment += 1
    wake(number)
    streams[number]?.attachment = lastAttachment
    streams[number]?.isReleased = false
    return lastAttachment
  }

  /// The connection is gone, or needs no more.
  mutating func detach(_ number: Int, _ attachment: Int) {
    guard let stream = streams[number], stream.attachment == attachment else { return }
    wake(number)
    streams[number]?.attachment = 0
    streams[number]?.pending = []
    streams[number]?.pendingBytes = 0
    // Nobody can come back to what has no event, nor for anything once it is forgotten.
    if !stream.hasBegun || (stream.isFinished && !log.holds(stream: number)) { streams[number] = nil }
  }

  /// What the connection's reader does next; nil where it has to wait.
  mutating func next(_ number: Int, _ attachment: Int) -> Delivery? {
    guard var stream = streams[number], stream.attachment == attachment else { return .over }
    if let (bytes, response) = stream.answer { return .answer(bytes, response) }
    guard !stream.pending.isEmpty else { return stream.isFinished || stream.isReleased ? .over : nil }
    let events = stream.pending
    awoken += stream.senders
    stream.senders = []
    stream.pending = []
    stream.pendingBytes = 0
    streams[number] = stream
    return .events(events)
  }

  func hasNext(_ number: Int, _ attachment: Int) -> Bool {
    guard let stream = streams[number], stream.attachment == attachment else { return true }
    return stream.answer != nil || !stream.pending.isEmpty || stream.isFinished || stream.isReleased
  }

  mutating func wait(_ number: Int, _ reader: Waiter) { streams[number]?.reader = reader }

  /// Has the reader and the senders look again.
  mutating func wake(_ number: Int) {
    guard let stream = streams[number] else { return }
    awoken += stream.senders
    if let reader = stream.reader { awoken.append(reader) }
    streams[number]?.senders = []
    streams[number]?.reader = nil
  }

  /// The stream for a message: that of its request, or else the one for what belongs to none. Without that it goes
  /// where the client listens, rather than nowhere.
  func stream(for request: RequestID?) -> Int? {
    if let request, let number = streamOf[request], streams[number]?.takesEvents == true { return number }
    if let standalone, streams[standalone]?.attachment ?? 0 > 0 { return standalone }
    return streams.filter { $0.value.attachment > 0 && $0.value.takesEvents && !$0.value.isFinished }.keys.max()
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
    for (number, stream) in streams where stream.attachment > 0 && stream.takesEvents && stream.answer == nil {
      streams[number]?.isBusy = false
      guard !stream.isBusy, stream.pending.isEmpty, !stream.isFinished else { continue }
      begin(number)
      streams[number]?.pending.append(ServerSentEvent.comment)
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
    if let stream = streams[number], stream.attachment == 0, !log.holds(stream: number) { streams[number] = nil }
  }

  private mutating func begin(_ number: Int) {
    guard streams[number]?.hasBegun == false else { return }
    streams[number]?.hasBegun = true
    let retry = retryMilliseconds
    if isPrimed { put(number) { ServerSentEvent.priming(id: $0, retryMilliseconds: retry) } }
  }

  private mutating func put(_ number: Int, _ event: (_ id: String) -> SharedBytes) {
    guard var stream = streams[number] else { return }
    stream.lastEvent += 1
    stream.isBusy = true
    let bytes = event("\(number)-\(stream.lastEvent)")
    if stream.attachment > 0, !stream.isReleased {
      stream.pending.append(bytes)
      stream.pendingBytes += bytes.count
    }
    streams[number] = stream
    wake(number)
    let emptied = log.append(bytes, stream: number, number: stream.lastEvent)
    drop(emptied.filter { $0 != number })
  }

  /// Forgets all events: nobody can come back for one.
  mutating func forgetEvents() { drop(log.forget()) }

  /// Streams of which no event is left are gone, unless something still comes to them.
  private mutating func drop(_ emptied: [Int]) {
    for number in emptied {
      if let stream = streams[number], stream.isFinished, stream.attachment == 0 { streams[number] = nil }
    }
  }
}
