internal import MCPModel
internal import Synchronization

/// Gathers the answers to the requests of one batch.
final class Batch: Sendable {
  private struct State {
    var missing: Int
    var answers: [JSONRPCResponse] = []
  }

  private let state: Mutex<State>

  /// - Parameter count: how many answers there will be, counting those of cancelled requests, which are nil.
  init(expecting count: Int) { state = Mutex(State(missing: count)) }

  /// - Returns: all answers with the last one; nil before that, and where there are none.
  func add(_ answer: JSONRPCResponse?) -> [JSONRPCResponse]? {
    state.withLock { state in
      state.missing -= 1
      if let answer { state.answers.append(answer) }
      return state.missing == 0 && !state.answers.isEmpty ? state.answers : nil
    }
  }
}
