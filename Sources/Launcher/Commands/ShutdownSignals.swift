internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT: the first asks for a graceful end, a second one ends the process at once.
struct ShutdownSignals {
  /// Takes the signals over from the system. To be called before any thread is started: threads inherit the mask, and
  /// a signal that one of them does not block would end the process.
  init() {
    var set = Self.set
    pthread_sigmask(SIG_BLOCK, &set, nil)
    // A peer that has gone is an error of the write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Calls `body` when the first signal comes, on a thread of its own.
  func onFirst(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "rialto.signals").async {
      Self.wait()
      body()
      _exit(128 + Self.wait())
    }
  }

  @discardableResult
  private static func wait() -> Int32 {
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
