internal import Synchronization

/// What handlers of the test server tell a test, and what they wait for.
package final class Probe: Sendable {
  /// The key of each `hold` call and of each `block` call, as it begins.
  package let started = Inbox<String>()
  /// The key of each `hold` call that was cancelled, as it ends.
  package let stopped = Inbox<String>()
  /// Lets every `hold` call go on and be answered.
  package let released = Promise<Void>()
  /// Lets every `block` call go on.
  package let unblocked = BlockingGate()
  private let count = Mutex(0)

  package init() {}

  /// How often any tool of the test server was called.
  package var calls: Int { count.withLock { $0 } }

  func called() { count.withLock { $0 += 1 } }
}
