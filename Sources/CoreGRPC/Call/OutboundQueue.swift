internal import Bytes
internal import Handoff

/// The sending half of a stream as a state machine without I/O: what to write next, and who has to wait.
///
/// The core takes one write at a time. Messages beyond it wait here, up to `highWaterBytes`; a sender that comes later
/// waits outside, in order, with its one message. So at most the high-water mark, one message over it, and one message
/// for each waiting sender are held.
///
/// `Ending` is what closes the half: a status on a server, nothing more on a client. `Waiter` is what a suspended
/// sender is resumed with.
struct OutboundQueue<Ending: Sendable, Waiter: Sendable>: Sendable {
  /// One batch to start. It is handed on and never copied: with its many parts that would cost more than making it.
  struct Write: ~Copyable, Sendable {
    var metadata: Metadata?
    var message: SharedBytes?
    /// Whether another message follows at once, so that the core may hold this one back.
    var isFollowed = false
    var ending: Ending?
  }

  enum Offer: ~Copyable, Sendable {
    /// Accepted; start this write.
    case write(Write)
    /// Accepted; it goes out after the write in progress.
    case queued
    /// Accepted; it goes out with `flush`, to be called at the next quiet moment.
    case waiting
    case full
    case closed
  }

  /// Messages are joined up to this size: beyond it they have left the processor's cache when the kernel copies them.
  private static var joinedBytesLimit: Int { 64 << 10 }

  private let highWaterBytes: Int
  private var messages = FIFO<SharedBytes>()
  private var blocked = BlockedSenders<SharedBytes, Waiter>()
  /// The bytes in `messages` and in the write in progress.
  private(set) var heldBytes = 0
  private var writingBytes = 0
  private var isWriting = false
  /// Somebody will call `flush`.
  private var isWaiting = false
  /// Written since the last write that the core was not told to hold back.
  private var joinedBytes = 0
  /// Initial metadata not sent yet; it goes with the first write.
  private var metadata: Metadata?
  private var ending: Ending?
  private var isClosed = false

  init(highWaterBytes: Int, metadata: Metadata?) {
    self.highWaterBytes = highWaterBytes
    self.metadata = metadata
  }

  /// Whether a message offered now would be accepted.
  var hasRoom: Bool { !isClosed && heldBytes < highWaterBytes && blocked.isEmpty }

  /// Offers a message; `full` and `closed` leave it with the caller.
  ///
  /// - Parameter canWait: the caller will call `flush` soon, so that messages that come until then share a packet.
  mutating func offer(_ message: SharedBytes, canWait: Bool = false) -> Offer {
    guard !isClosed, ending == nil else { return .closed }
    guard hasRoom else { return .full }
    heldBytes += message.count
    messages.append(message)
    if isWriting { return .queued }
    if canWait, heldBytes < Self.joinedBytesLimit {
      defer { isWaiting = true }
      return isWaiting ? .queued : .waiting
    }
    guard let write = flush() else { return .queued }
    return .write(write)
  }

  /// Begins to write what waits.
  mutating func flush() -> Write? {
    isWaiting = false
    return isWriting ? nil : next()
  }

  /// Keeps a message with its sender until there is room. Only after `full`.
  mutating func block(_ message: SharedBytes, _ waiter: Waiter, _ ticket: SenderTicket) {
    blocked.append(message, waiter, ticket)
  }

  /// Takes back a message that no room was found for yet.
  mutating func unblock(_ ticket: SenderTicket) -> Waiter? {
    blocked.withdraw(ticket)
  }

  /// Sends initial metadata without waiting for a message. Answers nil when a write in progress will carry it or has.
  mutating func flushMetadata(_ replacement: Metadata) -> Write? {
    guard !isClosed, metadata != nil else { return nil }
    metadata = replacement
    guard !isWriting else { return nil }
    return write(nil)
  }

  /// Closes the half after everything accepted before. The first ending counts.
  mutating func end(_ ending: Ending) -> Write? {
    guard !isClosed, self.ending == nil else { return nil }
    self.ending = ending
    return isWriting ? nil : next()
  }

  /// The write in progress ended. Answers the next one, and adds the senders that need not wait any longer.
  mutating func written(_ admitted: inout [Waiter]) -> Write? {
    heldBytes -= writingBytes
    writingBytes = 0
    isWriting = false
    while heldBytes < highWaterBytes, let first = blocked.popFirst() {
      heldBytes += first.message.count
      messages.append(first.message)
      admitted.append(first.waiter)
    }
    return next()
  }

  /// Drops what was not written and accepts nothing more. Answers the senders that wait in vain.
  mutating func close() -> [Waiter] {
    isClosed = true
    messages.removeAll()
    heldBytes = writingBytes
    return blocked.removeAll()
  }

  private mutating func next() -> Write? {
    guard !isClosed else { return nil }
    if let message = messages.popFirst() {
      writingBytes = message.count
      return write(message)
    }
    return ending == nil ? nil : write(nil)
  }

  private mutating func write(_ message: SharedBytes?) -> Write {
    isWriting = true
    defer { metadata = nil }
    guard messages.isEmpty, blocked.isEmpty, let ending else {
      joinedBytes += message?.count ?? 0
      // The write of the initial metadata must not be held back: it would not come back. And only a message that is
      // sure to be written lets the one before it go out.
      let isFollowed = !messages.isEmpty && metadata == nil && joinedBytes < Self.joinedBytesLimit
      if !isFollowed { joinedBytes = 0 }
      return Write(metadata: metadata, message: message, isFollowed: isFollowed)
    }
    isClosed = true
    return Write(metadata: metadata, message: message, ending: ending)
  }
}
