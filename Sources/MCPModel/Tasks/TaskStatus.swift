/// Where a task stands (2025-11-25, Tasks, Task Status; the same in the tasks extension).
package enum TaskStatus: String, Sendable, CaseIterable {
  case working
  /// Waits for an answer of the client.
  case inputRequired = "input_required"
  /// There is a result; that of a tool may say that the tool failed.
  case completed
  case failed
  case cancelled

  /// A task that is in a final state never leaves it.
  package var isFinal: Bool {
    switch self {
    case .working, .inputRequired: false
    case .completed, .failed, .cancelled: true
    }
  }
}
