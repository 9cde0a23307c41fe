public import JSON
public import MCPModel

/// What a handler may know of the request it serves. It is made once for each request and handed around as one
/// reference.
public final class RequestContext: Sendable {
  /// The revision whose rules the request follows.
  public let revision: ProtocolRevision
  /// The legacy session, nil in the stateless revision.
  public let session: Session?
  let arrival: Arrival
  let meta: JSONValue?
  let form: PayloadForm

  init(revision: ProtocolRevision, session: Session?, arrival: Arrival, meta: JSONValue?, form: PayloadForm) {
    self.revision = revision
    self.session = session
    self.arrival = arrival
    self.meta = meta
    self.form = form
  }

  public var principal: Principal { arrival.principal }
  /// Such as `grpc` or `stdio`.
  public var transport: String { arrival.carrier.transport.description }
  public var peer: String { arrival.peer.address }
  /// When the client stops waiting, where it said so. The request's task is cancelled then.
  public var deadline: ContinuousClock.Instant? { arrival.deadline }
  public var trace: TraceContext? { TraceContext(meta: meta) }

  /// What the client declared that it can do: an object.
  public var clientCapabilities: JSONValue {
    meta?[MetaKey.clientCapabilities] ?? session?.clientCapabilities ?? [:]
  }

  /// Whether somebody waits for progress.
  public var wantsProgress: Bool { arrival.notifications != nil && progressToken != nil }

  private var progressToken: JSONValue? {
    guard let token = meta?[MetaKey.progressToken], token.kind == .string || token.isInteger else { return nil }
    return token
  }

  /// Tells the client how far the request has come (MCP, Progress); does nothing where it did not ask. Returns when
  /// the carrier has accepted the notification, so that a slow reader slows the handler rather than fill memory.
  ///
  /// - Parameters:
  ///   - progress: must grow from call to call.
  ///   - total: what `progress` will be at the end, where that is known.
  ///   - message: for people; sent from 2025-03-26 on.
  public func reportProgress(_ progress: Double, total: Double? = nil, message: String? = nil) async {
    guard let sink = arrival.notifications, let progressToken, !Task.isCancelled else { return }
    var builder = JSONBuilder()
    builder.beginObject()
    builder.member("progressToken", progressToken)
    builder.key("progress")
    builder.double(progress)
    if let total {
      builder.key("total")
      builder.double(total)
    }
    if revision.traits.hasProgressMessage { builder.member("message", message) }
    builder.endObject()
    await sink.notify(JSONRPCNotification(method: "notifications/progress", params: builder.finish(), form: form))
  }
}
