public import JSON
public import MCPModel

extension RequestContext {
  /// Whether somebody waits for progress.
  public var wantsProgress: Bool { sink != nil && progressToken != nil }

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
    guard let progressToken else { return }
    await notify("notifications/progress") { builder in
      builder.member("progressToken", progressToken)
      builder.key("progress")
      builder.double(progress)
      if let total {
        builder.key("total")
        builder.double(total)
      }
      if revision.traits.contains(.progressMessage) { builder.member("message", message) }
    }
  }

  /// The least level that the client wants to be told, nil where it wants none: what it set in a legacy session, and
  /// what the request itself says in the stateless revision (MCP, Logging).
  public var logLevel: LogLevel? {
    guard engine.server.features.contains(.logging) else { return nil }
    if revision.isStateless { return meta?[MetaKey.logLevel]?.string.flatMap(LogLevel.init(rawValue:)) }
    return live?.logLevel
  }

  /// Sends the client a log message, where it wants that level (MCP, Logging), and the server has the feature
  /// `logging`. It must not hold secrets, nor anything internal.
  ///
  /// - Parameters:
  ///   - data: any JSON value, such as a text.
  ///   - logger: names what the message comes from.
  public func log(_ level: LogLevel, _ data: JSONValue, logger: String? = nil) async {
    guard let least = logLevel, level >= least else { return }
    await notify("notifications/message") { builder in
      builder.member("level", level.rawValue)
      builder.member("logger", logger)
      builder.member("data", data)
    }
  }

  /// Says that the request will take a while: over Streamable HTTP the connection on which the client waits is closed,
  /// and the client comes back for what is said meanwhile, the answer included (2025-11-25, Streamable HTTP). Where the
  /// client, its revision or the transport knows no such way it does nothing.
  public func releaseConnection() { arrival.sink?.release() }

  /// Sends a notification that belongs to the request, if there is a way and anybody waits.
  private func notify(_ method: String, _ params: (inout JSONBuilder) -> Void) async {
    guard let sink, !Task.isCancelled else { return }
    var builder = JSONBuilder()
    builder.beginObject()
    params(&builder)
    builder.endObject()
    let params = builder.finish()
    let related = taskID.map(params.related(to:)) ?? params
    _ = await sink.send(.notification(JSONRPCNotification(method: method, params: related, form: request.form)))
  }
}
