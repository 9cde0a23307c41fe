internal import Bytes
internal import Handoff

/// Bytes on their way to a connection, as a state machine without I/O: what to write next, and who has to wait.
///
/// One batch is written at a time. Pieces beyond it wait here, up to `highWaterBytes`; a sender that comes later waits
/// outside, in order, with its one piece. `Waiter` is what a suspended sender is resumed with.
struct OutboundQueue<Waiter: Sendable>: Sendable {
  struct Piece: Sendable {
    let bytes: SharedBytes
    /// For a WebSocket: a text message, not a binary one.
    let isText: Bool
  }

  enum Offer: Sendable {
    /// Accepted; somebody has to call `take` soon.
    case acceptedFirst
    case accepted
    case full
    case closed
  }

  private let highWaterBytes: Int
  private var waiting: [Piece] = []
  private var writing: [Piece] = []
  private var blocked = BlockedSenders<Piece, Waiter>()
  /// The bytes in `waiting` and `writing`.
  private(set) var heldBytes = 0
  private var writingBytes = 0
  private(set) var isWriting = false
  /// Somebody will call `take`.
  private var isAnnounced = false
  /// Somebody wanted to, while a write was in progress.
  private var isAskedFor = false
  private var isEnded = false
  private var isClosed = false

  init(highWaterBytes: Int) {
    self.highWaterBytes = highWaterBytes
  }

  /// Whether a piece offered now would be accepted.
  var hasRoom: Bool { !isClosed && !isEnded && heldBytes < highWaterBytes && blocked.isEmpty }
  /// Whether everything was written, and nothing more comes.
  var isComplete: Bool { isEnded && !isWriting && waiting.isEmpty }

  mutating func offer(_ piece: Piece) -> Offer {
    guard !isClosed, !isEnded else { return .closed }
    guard hasRoom else { return .full }
    heldBytes += piece.bytes.count
    waiting.append(piece)
    return announce() ? .acceptedFirst : .accepted
  }

  /// Keeps a piece with its sender until there is room. Only after `full`.
  mutating func block(_ piece: Piece, _ waiter: Waiter, _ ticket: SenderTicket) {
    blocked.append(piece, waiter, ticket)
  }

  /// Takes back a piece that no room was found for yet.
  mutating func unblock(_ ticket: SenderTicket) -> Waiter? {
    blocked.withdraw(ticket)
  }

  /// Answers whether `take` has to be called, because nobody was told so yet and no write is in progress.
  mutating func announce() -> Bool {
    guard !isWriting else {
      isAskedFor = true
      return false
    }
    guard !isAnnounced else { return false }
    isAnnounced = true
    return true
  }

  /// Takes the next batch to write, which is kept here meanwhile; nil where there is none, or one is being written.
  mutating func take() -> [Piece]? {
    isAnnounced = false
    guard !isWriting, !isClosed, !waiting.isEmpty else { return nil }
    swap(&waiting, &writing)
    writingBytes = heldBytes
    isWriting = true
    return writing
  }

  /// The batch has been written. Adds the senders that need not wait any longer; answers as `announce`, where there is
  /// more to write, somebody asked meanwhile, or the end is to be told.
  mutating func written(_ admitted: inout [Waiter]) -> Bool {
    writing.removeAll(keepingCapacity: writing.count <= 64)
    heldBytes -= writingBytes
    writingBytes = 0
    isWriting = false
    while heldBytes < highWaterBytes, let first = blocked.popFirst() {
      heldBytes += first.message.bytes.count
      waiting.append(first.message)
      admitted.append(first.waiter)
    }
    defer { isAskedFor = false }
    return (isAskedFor || isEnded || !waiting.isEmpty) && announce()
  }

  /// Nothing more comes. Answers the senders that come too late.
  mutating func end() -> [Waiter] {
    isEnded = true
    return blocked.removeAll()
  }

  /// The connection is gone: drops everything. Answers the senders that wait in vain.
  mutating func close() -> [Waiter] {
    isClosed = true
    isWriting = false
    waiting = []
    writing = []
    heldBytes = 0
    writingBytes = 0
    return blocked.removeAll()
  }
}
