internal import JSON
internal import MCPModel

extension RequestContext {
  /// Makes the call a task, where the client can have one: its request is answered with the task now, and the handler
  /// goes on in the background, where neither the end of the request nor that of the connection ends it. For a tool
  /// that is registered with `becomesTask: .whenHandlerSays`; does nothing where the call is a task already, or the
  /// client cannot have one.
  ///
  /// What the handler asks before is asked on the request itself, which in the stateless revision runs the handler
  /// again (see `ask(_:timeout:)`); what it asks afterwards is part of the task, and is waited for. The result that the
  /// handler gives in the end is what the client finds in the task.
  ///
  /// - Throws: `MCPError` where there are too many tasks, `CancellationError` where nobody waits any more,
  ///   `ClientInputError` where the client is being asked already. Let each of them through.
  public func continueAsTask() async throws {
    guard let run else { return }
    if let input = clientInput as? RetryInput, input.open != nil {
      throw ClientInputError(.inputRequired, "The client is being asked")
    }
    try await engine.begin(run, self)
  }

  /// The same request as its handler sees it, where that may become a task, and so outlive the request's call.
  func running(_ run: TaskRun) -> RequestContext {
    RequestContext(
      engine, revision: revision, live: live, arrival: arrival.with(peer: KnownPeer(address: arrival.peer.address)),
      request: request, run: run)
  }

  /// The task that the handler works on; nil where it answers the request.
  var taskID: String? { run.flatMap { $0.isTask ? $0.id : nil } }

  /// Where messages go that belong to the request. Those of a task go the way of its session's connection, where it has
  /// one; in the extension a task has no messages.
  var sink: (any MessageSink)? {
    guard taskID != nil else { return arrival.sink }
    return revision.traits.contains(.requestedTasks) && arrival.carrier.changesNeed == nil ? arrival.sink : nil
  }
}

/// A peer whose call may be over.
private final class KnownPeer: Peer {
  let address: String

  init(address: String) { self.address = address }
}

extension JSONValue {
  /// The object with `_meta` that says which task it belongs to (2025-11-25, Tasks, Associating Task-Related Messages).
  func related(to taskID: String) -> JSONValue {
    var builder = JSONBuilder(capacityBytes: approximateBytes + 256)
    builder.beginObject()
    for (name, value) in members where !(name == "_meta") {
      builder.key(name.string)
      builder.value(value)
    }
    builder.meta(
      self["_meta"], reserved: [MetaKey.relatedTask.description: ["taskId": .init(stringLiteral: taskID)]])
    builder.endObject()
    return builder.finish()
  }
}
