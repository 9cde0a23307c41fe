package import MCPModel
internal import Synchronization

/// Gathers the answers to the requests of one batch.
package final class Batch: Sendable {
  private struct State {
    var missing: Int
    var answers: [JSONRPCResponse] = []
  }

  private let state: Mutex<State>

  /// - Parameter count: how many answers there will be, counting those of cancelled requests, which are nil.
  init(expecting count: Int) { state = Mutex(State(missing: count)) }

  /// Batches exist in one revision only, in a session that has been opened (2025-03-26, Basic, Batching).
  ///
  /// - Parameter revision: of the session; nil where there is none.
  /// - Throws: what whoever sent the parts is told in place of all answers.
  package static func begin(
    _ parts: [CarrierEvent], in revision: ProtocolRevision?
  ) throws(MCPError) -> Batch {
    guard revision?.traits.contains(.batches) == true else {
      throw MCPError(.invalidRequest, "A batch is allowed in a session of revision 2025-03-26 only")
    }
    guard !parts.isEmpty else { throw MCPError(.invalidRequest, "The batch is empty") }
    return Batch(expecting: parts.count { $0.expectsAnswer })
  }

  /// - Returns: all answers with the last one; nil before that, and where there are none.
  package func add(_ answer: JSONRPCResponse?) -> [JSONRPCResponse]? {
    state.withLock { state in
      state.missing -= 1
      if let answer { state.answers.append(answer) }
      return state.missing == 0 && !state.answers.isEmpty ? state.answers : nil
    }
  }
}

extension CarrierEvent {
  fileprivate var expectsAnswer: Bool {
    switch self {
    case .message(.request), .malformed: true
    default: false
    }
  }
}
