public import JSON
public import MCPModel
internal import Synchronization

/// What a handler may know of the request it serves, and how it talks to its client meanwhile. It is made once for each
/// request and handed around as one reference.
public final class RequestContext: Sendable {
  /// The revision whose rules the request follows.
  public let revision: ProtocolRevision
  let engine: Engine
  let request: JSONRPCRequest
  let live: LiveSession?
  let arrival: Arrival
  /// The run of a handler that works on a task, or may; nil for any other.
  let run: TaskRun?
  private let way = Mutex<(any ClientInput)?>(nil)

  init(
    _ engine: Engine, revision: ProtocolRevision, live: LiveSession?, arrival: Arrival,
    request: JSONRPCRequest, run: TaskRun? = nil
  ) {
    self.engine = engine
    self.revision = revision
    self.live = live
    self.arrival = arrival
    self.request = request
    self.run = run
  }

  /// The legacy session, nil in the stateless revision.
  public var session: Session? { live?.value }
  /// Whom the request is made for.
  public var principal: Principal { arrival.principal }
  /// Such as `grpc` or `stdio`.
  public var transport: String { arrival.carrier.transport.description }
  /// Where it comes from, such as `ipv4:127.0.0.1:50051`; only for logs.
  public var peer: String { arrival.peer.address }
  /// When the client stops waiting, where it said so. The request is cancelled then; a task has no such deadline.
  public var deadline: ContinuousClock.Instant? { taskID == nil ? arrival.deadline : nil }
  /// Nil where the client sent none.
  public var trace: TraceContext? { TraceContext(meta: meta) }
  var form: PayloadForm { request.form }
  /// An object: dispatch has seen to that. Looked up when somebody asks, which few do.
  var meta: JSONValue? { request.params?["_meta"] }

  /// What the client declared that it can do: an object.
  public var clientCapabilities: JSONValue {
    meta?[MetaKey.clientCapabilities] ?? session?.clientCapabilities ?? [:]
  }

  /// The name and version of the client as it gave them; nothing may depend on it.
  public var clientInfo: JSONValue? { meta?[MetaKey.clientInfo] ?? session?.clientInfo }
}

extension RequestContext {
  /// How questions reach the client, where one has been put or answered already.
  var clientInput: (any ClientInput)? {
    get { way.withLock { $0 } }
    set { way.withLock { $0 = newValue } }
  }

  /// Takes up what the client sent with an earlier round of the same request (2026-07-28, Multi Round-Trip Requests).
  ///
  /// - Throws: -32602 where the client did not get it from this server, for this request, or it has expired.
  func resume() throws(MCPError) {
    guard revision.isStateless, let params = request.params else { return }
    var received: RequestState?
    if let state = params["requestState"] {
      guard let text = state.string else { throw .invalidParams("must be a string", at: "/params/requestState") }
      received = try RequestState(
        text, sealer: engine.sealer, binding: RequestState.binding(of: request, by: principal), now: engine.now())
    } else if params["inputResponses"] == nil {
      return
    }
    clientInput = try RetryInput(params: params, received: received)
  }

  /// How questions reach the client.
  ///
  /// - Throws: where they cannot.
  func input() throws(ClientInputError) -> any ClientInput {
    if let clientInput { return clientInput }
    let made: any ClientInput
    if revision.isStateless {
      guard ["tools/call", "prompts/get", "resources/read"].contains(request.method) else {
        throw ClientInputError(.unreachable, "\(request.method) cannot ask the client")
      }
      do throws(MCPError) {
        made = try RetryInput(params: nil, received: nil)
      } catch {
        throw ClientInputError(.unreachable, error.message, cause: error)
      }
    } else {
      if let need = arrival.carrier.questionsNeed {
        throw ClientInputError(.unreachable, "This call cannot carry a question to the client: use \(need)")
      }
      guard let live, let sink else {
        throw ClientInputError(.unreachable, "This connection cannot carry a question to the client")
      }
      made = SessionInput(questions: live.questions, sink: sink)
    }
    return way.withLock { way in
      // Two questions at once must find the same.
      if let other = way { return other }
      way = made
      return made
    }
  }

  /// What the client is to be asked before the request can be answered, as the result that says so.
  ///
  /// - Throws: where the question cannot be put.
  func inputRequired() throws(MCPError) -> JSONRPCResult? {
    guard let open = (clientInput as? RetryInput)?.open else { return nil }
    var next = open.next
    next.id = Identifier.random()
    next.expiresAt = engine.now() + Int64(engine.limits.requestStateLifetime / .milliseconds(1))
    let state = try next.sealed(
      by: engine.sealer, binding: RequestState.binding(of: request, by: principal),
      maxBytes: engine.limits.maxRequestStateBytes)
    let questions = try InputRequest.json(open.questions, for: revision)
    return engine.result(self, type: "input_required") { builder in
      builder.key("inputRequests")
      builder.questions(questions)
      builder.member("requestState", state)
    }
  }
}
