internal import Bytes
internal import MCPModel

/// What the connection of a stream gets next.
enum SessionDelivery: Sendable {
  case events([SharedBytes])
  /// The answer, where nothing was said before it.
  case answer(SharedBytes, JSONRPCResponse?)
  /// Nothing more comes on this connection.
  case over
}

/// One stream of a legacy session, which a POST or a GET opened. It outlives its connection once its first event has an
/// id.
struct SessionStream<Waiter: Sendable>: Sendable {
  /// The requests whose answers come here; none for a stream that a GET opened.
  var awaited: Set<RequestID>
  let takesEvents: Bool
  var hasBegun = false
  var isFinished = false
  /// The connection is to be let go of, though the stream goes on.
  var isReleased = false
  /// The only thing that is said, where it is no event.
  var answer: (SharedBytes, JSONRPCResponse?)?
  var reader: Waiter?
  var senders: [Waiter] = []
  private(set) var lastEvent = 0
  /// Counts the connections; 0 while there is none.
  private(set) var attachment = 0
  /// Events that the connection has not taken yet.
  private var pending: [SharedBytes] = []
  private(set) var pendingBytes = 0
  /// Whether anything was sent since the last look.
  private var isBusy = true

  init(awaited: Set<RequestID>, takesEvents: Bool) {
    self.awaited = awaited
    self.takesEvents = takesEvents
  }

  var isAttached: Bool { attachment > 0 }

  /// Another connection takes the stream over, beginning with what its client has missed.
  mutating func attach(_ attachment: Int, missed: [SharedBytes] = []) {
    self.attachment = attachment
    isReleased = false
    pending = missed
    pendingBytes = missed.reduce(0) { $0 + $1.count }
  }

  mutating func detach() { attach(0) }

  var hasNext: Bool { answer != nil || !pending.isEmpty || isFinished || isReleased }

  /// What the connection gets next; nil where it has to wait.
  mutating func next() -> SessionDelivery? {
    if let (bytes, response) = answer { return .answer(bytes, response) }
    guard !pending.isEmpty else { return isFinished || isReleased ? .over : nil }
    defer {
      pending = []
      pendingBytes = 0
    }
    return .events(pending)
  }

  /// The number of the event that follows.
  mutating func countEvent() -> Int {
    lastEvent += 1
    return lastEvent
  }

  /// Keeps an event for the connection, if there is one that is to have it.
  mutating func put(_ event: SharedBytes) {
    isBusy = true
    guard isAttached, !isReleased else { return }
    pending.append(event)
    pendingBytes += event.count
  }

  /// Whether the connection has to be told that it is alive: nothing was sent on it since the last call.
  mutating func isSilent() -> Bool {
    guard isAttached, takesEvents, answer == nil else { return false }
    defer { isBusy = false }
    return !isBusy && pending.isEmpty && !isFinished
  }

  /// Keeps a comment for the connection, which counts as silence.
  mutating func put(comment: SharedBytes) { pending.append(comment) }

  /// Those who look again when something has changed.
  mutating func takeWaiters() -> [Waiter] {
    defer {
      senders = []
      reader = nil
    }
    return senders + (reader.map { [$0] } ?? [])
  }
}
