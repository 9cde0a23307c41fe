internal import Glibc

/// Waits, on a thread, until a descriptor has something to read, or somebody says that it need not wait any longer.
final class Waiting: Sendable {
  enum Outcome {
    case ready
    case timedOut
    case stopped
    case failed
  }

  private let ends: (read: Int32, write: Int32)

  /// Nil where the process has no descriptors left.
  init?() {
    var made: [Int32] = [-1, -1]
    guard pipe(&made) == 0 else { return nil }
    for end in made { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    ends = (made[0], made[1])
  }

  deinit {
    close(ends.read)
    close(ends.write)
  }

  /// Blocks the thread.
  ///
  /// - Parameter limit: how long at most; nil for however long it takes. It may be less.
  func wait(for descriptor: Int32, atMost limit: Duration? = nil) -> Outcome {
    let milliseconds = limit.map { Int32(clamping: Int(($0 / .milliseconds(1)).rounded(.up))) } ?? -1
    while true {
      var waits = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&waits, 2, milliseconds)
      if count == 0 { return .timedOut }
      guard count > 0 else {
        if errno == EINTR { continue }
        return .failed
      }
      return waits[1].revents != 0 ? .stopped : .ready
    }
  }

  /// Whether the peer of a socket takes nothing any more either.
  static func isBroken(_ descriptor: Int32) -> Bool {
    // What is broken is told without being asked for.
    var state = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&state, 1, 0) > 0
  }

  /// Blocks the thread for so long, or until it need not wait.
  func pause(milliseconds: Int32) {
    var wait = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
    _ = poll(&wait, 1, milliseconds)
  }

  /// Ends every wait, now and later; from any thread.
  func stop() {
    var byte: UInt8 = 0
    while write(ends.write, &byte, 1) < 0 && errno == EINTR {}
  }
}
