internal import Synchronization

/// Looks after all answers that have not come yet: one clock for all of them, so that a request costs no timer.
final class KeepAlive: Sendable {
  private let interval: Duration
  /// As many as there are open exchanges, which the server bounds.
  private let streams = Mutex<[ObjectIdentifier: AnswerStream]>([:])

  init(interval: Duration) {
    self.interval = interval
  }

  /// Each `insert` has its `remove`.
  func insert(_ stream: AnswerStream) { streams.withLock { $0[ObjectIdentifier(stream)] = stream } }

  func remove(_ stream: AnswerStream) { streams.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(stream)) } }

  /// Until the task is cancelled.
  ///
  /// - Parameter beat: is called as often.
  func run(_ beat: () -> Void) async {
    while true {
      do { try await Task.sleep(for: interval) } catch { return }
      tick()
      beat()
    }
  }

  func tick() {
    for stream in streams.withLock({ Array($0.values) }) { stream.keepAlive() }
  }
}
