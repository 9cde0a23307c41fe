internal import Synchronization

/// What all sessions together hold that grows with what their clients do, and how much that may be: events that are
/// stored for clients that lost their connection, and messages that wait for the backend.
final class SessionMemory: Sendable {
  private let storedLimitBytes: Int
  private let waitingLimitBytes: Int
  private let storedBytes = Atomic(0)
  private let waitingBytes = Atomic(0)
  private let relief = Mutex(())

  init(storedLimitBytes: Int, waitingLimitBytes: Int) {
    self.storedLimitBytes = storedLimitBytes
    self.waitingLimitBytes = waitingLimitBytes
  }

  func addStored(_ bytes: Int) { storedBytes.add(bytes, ordering: .relaxed) }

  func addWaiting(_ bytes: Int) { waitingBytes.add(bytes, ordering: .relaxed) }

  /// Whether no more may wait.
  var isFull: Bool { waitingBytes.load(ordering: .relaxed) >= waitingLimitBytes }

  /// Whether events have to be forgotten.
  var hasTooManyEvents: Bool { storedBytes.load(ordering: .relaxed) > storedLimitBytes }

  /// Has whole sessions forget their events, those first that have had no new one for longest. It makes more room than
  /// is needed now, so that all sessions are looked at once for many events.
  func forgetOldestEvents(of sessions: () -> [HTTPSession]) {
    relief.withLock { _ in
      guard hasTooManyEvents else { return }
      let holders = sessions().filter { $0.storedBytes > 0 }.map { ($0.lastStored, $0) }.sorted { $0.0 < $1.0 }
      for (_, session) in holders where storedBytes.load(ordering: .relaxed) > storedLimitBytes / 8 * 7 {
        session.forgetEvents()
      }
    }
  }
}
