/// The time between two attempts to open again what was lost: it doubles from 100 ms to 5 s, and differs by a fifth, so
/// that not all who lost the same server come at once.
struct ReconnectionPause {
  private var milliseconds = 100.0

  /// - Returns: false where the task was cancelled.
  mutating func wait() async -> Bool {
    let pause = Duration.milliseconds(milliseconds * .random(in: 0.8...1.2))
    milliseconds = min(2 * milliseconds, 5000)
    do { try await Task.sleep(for: pause) } catch { return false }
    return true
  }
}
