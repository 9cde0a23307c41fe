internal import MCPModel

extension ContinuousClock.Instant {
  /// Waits until then. A sleep that is cancelled leaves its timer behind until it would have ended: so no sleep is
  /// longer than what has been waited already, and requests with far deadlines leave nothing that counts.
  ///
  /// - Returns: false where the task was cancelled meanwhile.
  package func hasCome() async -> Bool {
    var longest = Duration.milliseconds(100)
    while true {
      let rest = self - .now
      guard rest > .zero else { return !Task.isCancelled }
      do { try await Task.sleep(for: min(rest, longest)) } catch { return false }
      longest *= 2
    }
  }
}

extension CancelScope {
  /// Runs `body` as `run` does, and hands `finish` what it comes to: nil where the scope was cancelled. Where the
  /// deadline comes first, `body` is cancelled and `finish` gets `late` at once, however long `body` goes on.
  package func run<Value: Sendable>(
    by deadline: ContinuousClock.Instant, orElse late: Value, _ body: @escaping @Sendable () async -> Value,
    finish: @escaping @Sendable (Value?) async -> Void
  ) async {
    let watch = CancelScope()
    async let isLate: Bool = {
      // What is said of it is said to its end, so only the waiting is cancelled.
      guard await watch.run({ await deadline.hasCome() }) == true, cancel() else { return false }
      await finish(late)
      return true
    }()
    let value = await run(body)
    watch.cancel()
    if !(await isLate) { await finish(value) }
  }
}
