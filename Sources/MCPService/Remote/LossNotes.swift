internal import CoreGRPC
internal import Synchronization

/// Tells whoever runs a bridge what is wrong with the server behind it, though not the same for every request.
final class LossNotes: Sendable {
  /// After which the same is said again.
  private static let silence = Duration.seconds(60)

  private let target: String
  private let note: @Sendable (String) -> Void
  private let last = Mutex<(message: String, time: ContinuousClock.Instant)?>(nil)

  /// - Parameter target: where the server is.
  init(target: String, note: @escaping @Sendable (String) -> Void) {
    self.target = target
    self.note = note
  }

  /// A call was lost.
  func add(_ error: GRPCError, now: ContinuousClock.Instant = .now) {
    // A call whose client has left ends like this.
    guard error.code != .cancelled else { return }
    let isNew = last.withLock { last in
      if let last, last.message == error.message, now - last.time < Self.silence { return false }
      last = (error.message, now)
      return true
    }
    if isNew { note("the server at \(target) does not answer: \(error.message)") }
  }
}
