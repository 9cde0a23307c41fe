internal import Handoff

/// What the core tells when a server that shuts down has no more calls.
final class DrainNotice: CompletionTarget, @unchecked Sendable {
  let gate = Gate()

  override func complete(_ operation: Operation, success: Bool) -> Disposition {
    gate.open()
    return .keep
  }
}
