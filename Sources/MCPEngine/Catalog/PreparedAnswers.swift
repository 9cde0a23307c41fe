internal import JSON
internal import MCPModel
internal import Synchronization
internal import Wire

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
    var answers: [Key: JSONValue] = [:]
  }

  /// Pages that are kept; when there are more, all are dropped.
  private static let maximum = 1024
  private let state = Mutex(State())

  func answer(
    _ key: Key, _ catalog: Catalog, _ make: () throws(MCPError) -> JSONValue
  ) throws(MCPError) -> JSONValue {
    let known = state.withLock { state in
      if state.catalog !== catalog {
        state.catalog = catalog
        state.answers = [:]
      }
      return state.answers[key]
    }
    if let known { return known }
    let answer = try make().prepared(as: key.form)
    state.withLock { state in
      guard state.catalog === catalog else { return }
      if state.answers.count >= Self.maximum { state.answers = [:] }
      state.answers[key] = answer
    }
    return answer
  }
}

extension JSONValue {
  /// The same value, held in the bytes that will be sent: JSON text and Struct bytes are copied as they are when they
  /// are written in their own form.
  fileprivate func prepared(as form: PayloadForm) -> JSONValue {
    let limits = JSONLimits(maximumDepth: 512, maximumSizeBytes: .max, maximumNodes: .max)
    do {
      switch form {
      case .json:
        return try JSONValue.parse(encodedJSONBytes(), limits: limits)
      case .protobufStruct:
        let payload = try StructPayload(self)
        return try StructDecoder.decode(
          WireWriter.bytes(count: payload.encodedSize) { payload.write(to: &$0) }, as: .object, limits: limits)
      }
    } catch {
      // What cannot be said in that form is for the carrier to explain.
      return self
    }
  }
}
