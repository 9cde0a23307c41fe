internal import Bytes
internal import Dispatch
internal import Glibc
internal import MCPBridge
internal import Synchronization

/// Reads lines from a descriptor. One chunk is read ahead at most, so a slow consumer slows the peer.
final class LineReader: Sendable {
  private enum Chunk {
    case bytes(SharedBytes)
    case end
    /// A socket's peer has gone, and takes no answers.
    case broken
    case stopped
  }

  private struct State {
    /// What has been read and not yet cut into lines.
    var text = SharedBytes()
    var position = 0
    /// The start of a line whose end has not come yet.
    var partial: [UInt8] = []
    /// The current line is too long; it is dropped up to its end.
    var isSkipping = false
    var ending: FrameEvent?
  }

  private let descriptor: Int32
  private let maxLineBytes: Int
  private let waiting: Waiting
  /// Keeps the descriptor open for as long as a thread may wait on it.
  private let socket: Socket?
  private let queue = DispatchQueue(label: "rialto.stdin")
  private let state = Mutex(State())

  /// Nil where the process has no descriptors left.
  init?(_ descriptor: Int32, maxLineBytes: Int, socket: Socket? = nil) {
    guard let waiting = Waiting() else { return nil }
    self.descriptor = descriptor
    self.maxLineBytes = maxLineBytes
    self.waiting = waiting
    self.socket = socket
  }

  /// The next line that has been read already, or the end; nil where more has to be read.
  ///
  /// - Parameter receive: sees each line first; what it answers true to is not returned.
  func buffered(receive: ((FrameEvent) -> Bool)? = nil) -> FrameEvent? {
    // Whoever reads is alone: the lock is for what one leaves to the next.
    var own = state.withLock { state in
      defer { state = State() }
      return state
    }
    defer { state.withLock { $0 = own } }
    while let event = Self.cut(&own, maxLineBytes) {
      if let receive, case .frame = event, receive(event) { continue }
      return event
    }
    return nil
  }

  /// Waits for the next line, or the end.
  ///
  /// - Parameters:
  ///   - receive: sees each line first, on the reader's own thread; what it answers true to is not returned.
  ///   - beforeWaiting: called there before it waits for more; false ends the wait with a reset.
  func next(
    receive: (@Sendable (FrameEvent) -> Bool)? = nil, beforeWaiting: @escaping @Sendable () -> Bool = { true }
  ) async -> FrameEvent {
    if let event = buffered() { return event }
    if Task.isCancelled { return .reset }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        queue.async { continuation.resume(returning: self.readOn(receive, beforeWaiting)) }
      }
    } onCancel: {
      stop()
    }
  }

  /// Reads until there is something for the task that waits; on the reader's own queue.
  private func readOn(_ receive: ((FrameEvent) -> Bool)?, _ beforeWaiting: () -> Bool) -> FrameEvent {
    while true {
      take(readChunk())
      if let event = buffered(receive: receive) { return event }
      guard beforeWaiting() else { return .reset }
    }
  }

  private func take(_ chunk: Chunk) {
    state.withLock { state in
      switch chunk {
      case .bytes(let bytes):
        state.text = bytes
        state.position = 0
      case .end:
        state.ending = .ended
      case .broken:
        state.ending = .reset
      case .stopped:
        state.ending = .draining
      }
    }
  }

  /// Ends a wait for input; from any thread.
  func stop() { waiting.stop() }

  private static func cut(_ state: inout State, _ maxLineBytes: Int) -> FrameEvent? {
    while state.position < state.text.count {
      let start = state.position
      let rest = state.text.count - start
      let length = state.text.withUnsafeBytes { bytes in
        memchr(bytes.baseAddress! + start, 0x0A, rest).map { UnsafeRawPointer($0) - bytes.baseAddress! - start }
      }
      state.position += length.map { $0 + 1 } ?? rest
      let piece = state.text[start..<start + (length ?? rest)]
      if state.isSkipping {
        if length != nil { state.isSkipping = false }
        continue
      }
      if state.partial.count + piece.count > maxLineBytes {
        state.partial = []
        state.isSkipping = length == nil
        return .oversized(limitBytes: maxLineBytes)
      }
      guard length != nil else {
        piece.withUnsafeBytes { state.partial.append(contentsOf: $0) }
        continue
      }
      var line = piece
      if !state.partial.isEmpty {
        piece.withUnsafeBytes { state.partial.append(contentsOf: $0) }
        line = SharedBytes(state.partial)
        state.partial = []
      }
      if let event = frame(line) { return event }
    }
    guard let ending = state.ending else { return nil }
    // A last line without a line feed counts as one.
    if !state.partial.isEmpty, case .ended = ending {
      let line = SharedBytes(state.partial)
      state.partial = []
      if let event = frame(line) { return event }
    }
    return ending
  }

  /// Nil for a blank line, which says nothing.
  private static func frame(_ line: SharedBytes) -> FrameEvent? {
    line.withUnsafeBytes { bytes in bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } } ? nil : .frame(line)
  }

  /// Blocks until there is input; on the reader's own queue.
  private func readChunk() -> Chunk {
    while true {
      switch waiting.wait(for: descriptor, atMost: socket?.silence.remaining) {
      case .ready: break
      // Something may have been written meanwhile.
      case .timedOut where socket?.silence.remaining != .zero: continue
      case .timedOut: return .end
      case .stopped: return .stopped
      case .failed: return .end
      }
      var count = 0
      let chunk = SharedBytes(count: Self.chunkBytes) { count = read(descriptor, $0.baseAddress!, $0.count) }
      if count > 0 {
        socket?.silence.end()
        return .bytes(chunk[0..<count])
      }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      return socket != nil && (count < 0 || Waiting.isBroken(descriptor)) ? .broken : .end
    }
  }

  private static let chunkBytes = 64 << 10
}
