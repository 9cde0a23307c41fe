internal import Glibc
internal import Synchronization

/// SIGTERM and SIGINT: the first asks for a graceful end, a second one ends the process at once.
final class ShutdownSignals: Sendable {
  private let handler = Mutex<(@Sendable () -> Void)?>(nil)

  /// Takes the signals over from the system. To be called on the main thread before any other is started: threads
  /// inherit the mask, and a signal that one of them does not block would end the process.
  init() {
    var set = Self.set
    pthread_sigmask(SIG_BLOCK, &set, nil)
    // A peer that has gone is an error of the write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Calls `body` when the first signal comes, on the main thread. A signal that comes earlier ends the process.
  func onFirst(_ body: @escaping @Sendable () -> Void) { handler.withLock { $0 = body } }

  /// Waits for signals until the process ends. The main thread does this, because it would otherwise wait with no
  /// signal blocked, and the system would choose it to die of the first one.
  func wait() -> Never {
    while true {
      let number = Self.next()
      let body = handler.withLock { handler in
        defer { handler = nil }
        return handler
      }
      guard let body else { _exit(128 + number) }
      body()
    }
  }

  private static func next() -> Int32 {
    var set = Self.set
    var number: Int32 = 0
    while sigwait(&set, &number) != 0 {}
    return number
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    return set
  }
}
