internal import JSON
internal import MCPModel
internal import Synchronization

/// Pages of lists as they were answered last, so that listing again costs what a copy costs. All are dropped when the
/// catalog changes.
final class PreparedAnswers: Sendable {
  struct Key: Hashable {
    let list: String
    let revision: ProtocolRevision
    let form: PayloadForm
    /// Where the page begins.
    let after: UInt64
    /// What is hidden from whoever asked.
    let hidden: [UInt64]
  }

  private struct State {
    /// Compared by identity. Held, so that no other takes its place in memory.
    var catalog: Catalog?
    var answers: [Key: JSONRPCResult] = [:]
  }

  /// Pages that are kept; when there are more, all are dropped.
  private static let maximum = 1024
  private let state = Mutex(State())

  func answer(
    _ key: Key, _ catalog: Catalog, _ make: () throws(MCPError) -> JSONRPCResult
  ) throws(MCPError) -> JSONRPCResult {
    let known = state.withLock { state in
      if state.catalog !== catalog {
        state.catalog = catalog
        state.answers = [:]
      }
      return state.answers[key]
    }
    if let known { return known }
    let answer = try make().prepared
    state.withLock { state in
      guard state.catalog === catalog else { return }
      if state.answers.count >= Self.maximum { state.answers = [:] }
      state.answers[key] = answer
    }
    return answer
  }
}

extension JSONRPCResult {
  /// The same result for any request, held in the bytes that will be sent: text is that already, and a message is
  /// copied as it is when it is taken into another.
  fileprivate var prepared: JSONRPCResult {
    switch self {
    case .text(let text), .answer(let text): .text(text)
    // Where that cannot be said in a message, it is for the carrier to explain.
    case .value(let value): .value(value.packed)
    }
  }
}
