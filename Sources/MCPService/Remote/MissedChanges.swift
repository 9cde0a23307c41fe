internal import JSON
internal import MCPModel

/// What may have changed while the server behind a bridge was away and nobody could tell. A client that is told of
/// something that has not changed asks once for nothing; one that is told nothing goes on with what is no more.
enum MissedChanges {
  private static let lists = ["tools", "prompts", "resources"]

  /// What a legacy session is told that was opened again.
  ///
  /// - Parameters:
  ///   - capabilities: what the server says that it tells of.
  ///   - resources: the URIs that the client has subscribed to.
  static func inSession(_ capabilities: JSONValue?, resources: [String]) -> [JSONRPCNotification] {
    notifications(
      lists: lists.filter { capabilities?[$0]?["listChanged"]?.bool == true }, resources: resources, meta: nil)
  }

  /// What the client of a subscription is told that has begun again (2026-07-28, Subscriptions).
  static func since(_ acknowledgement: JSONRPCNotification) -> [JSONRPCNotification] {
    let wanted = acknowledgement.params?["notifications"]
    return notifications(
      lists: lists.filter { wanted?["\($0)ListChanged"]?.bool == true },
      resources: wanted?["resourceSubscriptions"]?.elements.compactMap(\.string) ?? [],
      meta: acknowledgement.params?["_meta"])
  }

  private static func notifications(
    lists: [String], resources: [String], meta: JSONValue?
  ) -> [JSONRPCNotification] {
    lists.map { notification("notifications/\($0)/list_changed", uri: nil, meta) }
      + resources.map { notification("notifications/resources/updated", uri: $0, meta) }
  }

  private static func notification(_ method: String, uri: String?, _ meta: JSONValue?) -> JSONRPCNotification {
    var params = JSONBuilder()
    params.beginObject()
    params.member("_meta", meta)
    if let uri { params.member("uri", uri) }
    params.endObject()
    return JSONRPCNotification(method: method, params: params.finish(), form: .json)
  }
}
