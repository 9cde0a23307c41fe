internal import Bytes
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Writes lines to a descriptor from a queue of its own, so that a peer that does not read blocks no other work.
///
/// Lines gather until somebody flushes, or enough have gathered, and go out together.
final class LineWriter: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var isWriting = false
    var isBroken = false
    var waiting: [UnsafeContinuation<Void, Never>] = []
  }

  /// From so much on lines go out though more could gather: meanwhile the peer has something to do.
  private static let promptBytes = 8 << 10
  /// Room for the lines that usually go out together.
  private static let usualBytes = 64 << 10

  private let descriptor: Int32
  private let bufferBytes: Int
  /// Keeps the descriptor open for as long as a thread may wait on it.
  private let socket: Socket?
  private let queue = DispatchQueue(label: "rialto.stdout")
  private let state = Mutex(State())

  init(_ descriptor: Int32, bufferBytes: Int, socket: Socket? = nil) {
    self.descriptor = descriptor
    self.socket = socket
    self.bufferBytes = bufferBytes
  }

  /// Nobody reads any more.
  var isBroken: Bool { state.withLock { $0.isBroken } }

  /// Takes a line if the buffer has room. It goes out with the next flush.
  func offer(_ line: SharedBytes) -> Bool {
    let (accepted, isUrgent) = state.withLock { state -> (Bool, Bool) in
      if state.isBroken { return (true, false) }
      guard state.buffer.isEmpty || state.buffer.count + line.count < bufferBytes else { return (false, true) }
      if state.buffer.isEmpty { state.buffer.reserveCapacity(min(bufferBytes, Self.usualBytes)) }
      line.withUnsafeBytes { state.buffer.append(contentsOf: $0) }
      state.buffer.append(0x0A)
      return (true, state.buffer.count > min(bufferBytes / 2, Self.promptBytes))
    }
    if isUrgent { flush() }
    return accepted
  }

  /// Takes a line as soon as there is room, and sees to it that it goes out.
  func send(_ line: SharedBytes) async {
    while !offer(line) { await written() }
    flush()
  }

  func flush() {
    let starts = state.withLock { state in
      guard !state.isWriting, !state.buffer.isEmpty else { return false }
      state.isWriting = true
      return true
    }
    guard starts else { return }
    let chunk = takeBuffer()
    // Most of what there is to say is taken at once. What is not is waited for where nobody else has to.
    let count = writeNow(chunk)
    if count < chunk.count || !finishWriting(succeeded: true) { queue.async { self.writeAll(chunk[count...]) } }
  }

  /// Returns when everything has been written, or cannot be.
  func finish() async {
    while state.withLock({ ($0.isWriting || !$0.buffer.isEmpty) && !$0.isBroken }) {
      flush()
      await written()
    }
  }

  /// Drops what has not been written and lets go of everybody who waits, though the peer does not read.
  func abandon() {
    let waiting = state.withLock { state in
      state.isBroken = true
      state.buffer = []
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Returns after the write that is in progress.
  private func written() async {
    await withUnsafeContinuation { continuation in
      let goesOn = state.withLock { state in
        if !state.isWriting || state.isBroken { return true }
        state.waiting.append(continuation)
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  private func takeBuffer() -> [UInt8] {
    state.withLock { state in
      defer { state.buffer = [] }
      return state.buffer
    }
  }

  /// - Returns: whether there is nothing more to write.
  private func finishWriting(succeeded: Bool) -> Bool {
    let (isDone, waiting) = state.withLock { state in
      if !succeeded {
        state.isBroken = true
        state.buffer = []
      }
      if state.buffer.isEmpty { state.isWriting = false }
      defer { state.waiting = [] }
      return (!state.isWriting, state.waiting)
    }
    for continuation in waiting { continuation.resume() }
    return isDone
  }

  /// Writes until the buffer is empty; on the writer's own queue.
  private func writeAll(_ first: ArraySlice<UInt8>) {
    var isDone = first.isEmpty ? false : finishWriting(succeeded: first.withUnsafeBytes { write($0) })
    while !isDone { isDone = finishWriting(succeeded: takeBuffer().withUnsafeBytes { write($0) }) }
  }

  /// Writes what can be written without waiting, whatever the descriptor's flags say, which others share.
  ///
  /// - Returns: how many bytes; 0 also where the system cannot do that.
  private func writeNow(_ bytes: [UInt8]) -> Int {
    guard let pwritev2 = Self.pwritev2 else { return 0 }
    return bytes.withUnsafeBytes { bytes in
      var piece = iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
      // 8 is RWF_NOWAIT.
      let count = pwritev2(descriptor, &piece, 1, -1, 8)
      if count > 0 { socket?.silence.end() }
      return max(0, count)
    }
  }

  private typealias WriteVector = @convention(c) (Int32, UnsafePointer<iovec>, Int32, off_t, Int32) -> Int

  /// The one call that waits or not as its caller says. C's library has it, though Swift does not show it.
  private static let pwritev2 = dlsym(nil, "pwritev2").map { unsafeBitCast($0, to: WriteVector.self) }

  private func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.base.baseAddress! + rest.startIndex, rest.count)
      if count > 0 {
        socket?.silence.end()
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
