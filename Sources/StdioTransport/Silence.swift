internal import Synchronization

/// How long a connection has carried nothing in either direction.
final class Silence: Sendable {
  private let limit: Duration
  private let lastHeard: Mutex<ContinuousClock.Instant>
  private let now: @Sendable () -> ContinuousClock.Instant

  init(limit: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
    self.limit = limit
    self.now = now
    lastHeard = Mutex(now())
  }

  /// Something was read or written.
  func end() {
    let now = now()
    lastHeard.withLock { $0 = now }
  }

  /// How much longer it may last; zero where it has lasted too long.
  var remaining: Duration {
    let end = lastHeard.withLock { $0 } + limit
    return max(.zero, end - now())
  }
}
