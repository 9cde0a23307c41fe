internal import JSON
internal import MCPModel

extension Engine {
  /// `subscriptions/listen` (2026-07-28, Subscriptions). This server's lists do not change while it runs, so the
  /// acknowledgement honours nothing; the stream still stays open until the client cancels or the server drains.
  func listen(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    if let need = context.arrival.carrier.subscriptionsNeed {
      throw MCPError(.methodNotFound, "subscriptions/listen needs a stream: use \(need)")
    }
    guard let filter = request.params?["notifications"], filter.kind == .object else {
      throw .invalidParams("must be an object", at: "/params/notifications")
    }
    let record = record(request, context)
    return .pending { [self] in
      await context.arrival.notifications?.notify(
        JSONRPCNotification(
          method: "notifications/subscriptions/acknowledged",
          params: ["_meta": Self.subscription(request.id), "notifications": [:]], form: request.form))
      await drain.wait()
      var builder = JSONBuilder()
      builder.beginObject()
      builder.member("resultType", "complete")
      builder.member("_meta", Self.subscription(request.id))
      builder.endObject()
      return respond(request, .success(builder.finish()), record)
    }
  }

  private static func subscription(_ id: RequestID) -> JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key(MetaKey.subscriptionID)
    builder.value(id)
    builder.endObject()
    return builder.finish()
  }
}
