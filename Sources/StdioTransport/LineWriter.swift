internal import Bytes
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Writes lines to a descriptor from a queue of its own, so that a peer that does not read blocks no other work.
///
/// Lines gather until somebody flushes, or half the buffer is full, and go out together.
final class LineWriter: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var isWriting = false
    var isBroken = false
    var waiting: [UnsafeContinuation<Void, Never>] = []
  }

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
      line.withUnsafeBytes { state.buffer.append(contentsOf: $0) }
      state.buffer.append(0x0A)
      return (true, state.buffer.count > bufferBytes / 2)
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
    if starts { queue.async { self.writeAll() } }
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

  /// Writes until the buffer is empty; on the writer's own queue.
  private func writeAll() {
    while true {
      let chunk = state.withLock { state in
        defer { state.buffer = [] }
        return state.buffer
      }
      let succeeded = chunk.withUnsafeBytes { write($0) }
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
      if isDone { return }
    }
  }

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
