internal import Synchronization

/// Lets calls in, until the server drains; then each is refused with UNAVAILABLE.
///
/// The core resets a call that comes after its shutdown, and the client sees CANCELLED, which does not say that another
/// server may be asked. So the server refuses calls by itself first, until clients have noticed.
final class ArrivalGate: Sendable {
  private let isClosed = Atomic(false)
  private let refusals = Atomic(0)

  static let refusal = GRPCStatus(.unavailable, "The server is shutting down")

  /// Whether a call that has arrived may be served. One that may not counts as a refusal.
  func admits() -> Bool {
    guard isClosed.load(ordering: .relaxed) else { return true }
    refusals.add(1, ordering: .relaxed)
    return false
  }

  func close() { isClosed.store(true, ordering: .relaxed) }

  /// How long no call must have come for clients to have noticed.
  private static var quietTime: Duration { .milliseconds(50) }
  /// Clients that go on calling are not waited for longer.
  private static var patience: Duration { .seconds(1) }

  /// Returns when no call has been refused for a while, or after `limit`, or when the task is cancelled.
  func quiet(limit: Duration) async {
    let deadline = ContinuousClock.now + min(limit, Self.patience)
    while ContinuousClock.now < deadline {
      let before = refusals.load(ordering: .relaxed)
      do {
        try await Task.sleep(for: Self.quietTime)
      } catch {
        return
      }
      if refusals.load(ordering: .relaxed) == before { return }
    }
  }
}
