internal import JSON
internal import MCPModel
internal import Synchronization

/// Requests that the server has sent to one client, and that have no answer yet (legacy revisions).
final class ClientRequests: Sendable {
  private struct State {
    var lastID: Int64 = 0
    var waiting: [RequestID: Awaited<Answer>] = [:]
    var isClosed = false
  }

  private typealias Answer = Result<JSONValue, ClientInputError>

  private let maximum: Int
  private let state = Mutex(State())

  /// - Parameter maximum: requests that wait for an answer at the same time.
  init(maximum: Int) { self.maximum = maximum }

  var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Sends a request and waits for the answer. A request that is given up is cancelled at the client as well.
  ///
  /// - Parameter timeout: how long to wait once it is sent.
  func call(
    _ method: String, _ params: JSONValue?, form: PayloadForm, over sink: any MessageSink, timeout: Duration
  ) async throws(ClientInputError) -> JSONValue {
    let promise = Awaited<Answer>()
    let id = try register(promise)
    let request = JSONRPCRequest(id: id, method: method, params: params, form: form)
    guard await sink.send(.request(request)) else {
      forget(id)
      throw Self.notCarried
    }
    let answer = await promise.value(
      within: timeout, late: .failure(ClientInputError(.timedOut, "The client did not answer in time")),
      cancelled: .failure(ClientInputError(.timedOut, "The request was cancelled")))
    forget(id)
    if case .failure(let error) = answer, error.code == .timedOut {
      var builder = JSONBuilder()
      builder.beginObject()
      builder.key("requestId")
      builder.value(id)
      builder.member("reason", error.message)
      builder.endObject()
      _ = await sink.send(
        .notification(JSONRPCNotification(method: "notifications/cancelled", params: builder.finish(), form: form)))
    }
    return try answer.get()
  }

  /// Gives an answer to whoever waits for it; one that nobody waits for is ignored.
  func deliver(_ response: JSONRPCResponse) {
    guard let id = response.id, let promise = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
    switch response.outcome {
    case .success(let result): promise.settle(.success(result.value.detached))
    case .failure(let error) where error.isUnreachableClient: promise.settle(.failure(Self.notCarried))
    case .failure(let error):
      promise.settle(.failure(ClientInputError(.refused, "The client refused: \(error.message)", cause: error)))
    }
  }

  /// The client will answer nothing more.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for promise in waiting { promise.settle(.failure(Self.gone)) }
  }

  private static let notCarried = ClientInputError(.unreachable, MCPError.cannotCarryQuestion.message)
  private static let gone = ClientInputError(.unreachable, "The client sends nothing more")

  private func register(_ promise: Awaited<Answer>) throws(ClientInputError) -> RequestID {
    try state.withLock { (state) throws(ClientInputError) in
      guard !state.isClosed else { throw Self.gone }
      guard state.waiting.count < maximum else {
        throw ClientInputError(.overloaded, "Too many questions wait for answers of this client")
      }
      state.lastID += 1
      let id = RequestID.integer(state.lastID)
      state.waiting[id] = promise
      return id
    }
  }

  private func forget(_ id: RequestID) { state.withLock { _ = $0.waiting.removeValue(forKey: id) } }
}
