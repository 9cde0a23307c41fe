internal import JSON
package import MCPModel

extension CarrierAbilities {
  /// The answer to `subscriptions/listen` where no subscription can be carried; nil where it can.
  package var subscriptionRefusal: MCPError? {
    subscriptionsNeed.map { MCPError(.methodNotFound, "subscriptions/listen needs a stream: use \($0)") }
  }
}

extension Engine {
  /// `subscriptions/listen` (2026-07-28, Subscriptions). The request is answered when the server drains.
  func listen(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    if let refusal = context.arrival.carrier.subscriptionRefusal { throw refusal }
    let filter = try ChangeFilter(
      request.params?["notifications"], server.catalog, resources: offersSubscriptions(server.catalog), limits)
    if !filter.tasks.isEmpty, !context.acceptsTasks { throw .missingTasks }
    guard let sink = context.sink else { throw MCPError(.methodNotFound, "subscriptions/listen needs a stream") }
    let record = record(request, context)
    return .pending { [self] in
      let meta = Self.subscription(request.id)
      var filter = filter
      filter.tasks = await tasks(filter.tasks, of: context)
      let subscription = Subscription(filter, background: background) { [self] change in
        await tell(change, context.revision, meta, over: sink, request.form)
      }
      guard server.changes.add(subscription, maximum: limits.maxSubscriptions) else {
        return respond(request, .failure(.overloaded("too many clients listen")), record)
      }
      defer { unsubscribe(subscription, tasks: filter.tasks) }
      for id in filter.tasks {
        server.changes.watch(id, by: subscription)
        // The client may have missed what has happened to its task since it was told of it.
        subscription.note(.task(id))
      }
      let acknowledged = await sink.send(
        .notification(
          JSONRPCNotification(
            method: "notifications/subscriptions/acknowledged",
            params: ["_meta": meta, "notifications": filter.json], form: request.form)))
      guard acknowledged else {
        return respond(
          request, .failure(MCPError(.methodNotFound, "subscriptions/listen needs a client that takes notifications")),
          record)
      }
      subscription.start()
      // A change that comes after the client's cancellation was read is not told, though this task may not run yet.
      await withTaskCancellationHandler {
        await drain.wait()
      } onCancel: {
        subscription.end()
      }
      // The closing result is the last that the client hears of it.
      await subscription.finish()
      return respond(request, .success(Self.subscriptionEnded(request.id)), record)
    }
  }

  /// The result that ends a subscription, of a server or of a bridge that stops (2026-07-28, Subscriptions).
  package static func subscriptionEnded(_ id: RequestID) -> JSONRPCResult {
    .value(["resultType": "complete", "_meta": subscription(id)])
  }

  static func subscription(_ id: RequestID) -> JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key(MetaKey.subscriptionID)
    builder.value(id)
    builder.endObject()
    return builder.finish()
  }

  /// Tells a legacy session of changes, from when it says that it is initialized. Nil where too many are told already.
  func subscribe(
    to sink: any MessageSink, _ revision: ProtocolRevision, form: PayloadForm
  ) -> Subscription? {
    let filter = ChangeFilter(lists: [.toolsList, .promptsList, .resourcesList])
    let subscription = Subscription(filter, background: background) { [self] change in
      await tell(change, revision, nil, over: sink, form)
    }
    return server.changes.add(subscription, maximum: limits.maxSubscriptions) ? subscription : nil
  }

  /// - Parameter tasks: those that it watches.
  func unsubscribe(_ subscription: Subscription, tasks: [String] = []) {
    server.changes.unwatch(tasks, by: subscription)
    server.changes.remove(subscription)
    subscription.end()
  }

  /// Those of the tasks that are the client's own.
  private func tasks(_ ids: [String], of context: RequestContext) async -> [String] {
    var own: [String] = []
    for id in ids {
      do {
        own.append(try await task(id, of: context).id)
      } catch {
        // What is unknown is not acknowledged.
      }
    }
    return own
  }

  /// Sends the notification of a change.
  ///
  /// - Parameter meta: names the subscription, where it has a name.
  private func tell(
    _ change: ServerChange, _ revision: ProtocolRevision, _ meta: JSONValue?, over sink: any MessageSink,
    _ form: PayloadForm
  ) async {
    var task: TaskRecord?
    if case .task(let id) = change {
      do { task = try await tasks.task(id) } catch { return }
      // Its time is over, and nothing is left to tell.
      if task == nil { return }
    }
    var builder = JSONBuilder()
    builder.beginObject()
    builder.member("_meta", meta)
    let method: String
    switch change {
    case .toolsList: method = "notifications/tools/list_changed"
    case .promptsList: method = "notifications/prompts/list_changed"
    case .resourcesList: method = "notifications/resources/list_changed"
    case .resource(let uri):
      method = "notifications/resources/updated"
      builder.member("uri", uri)
    case .task:
      method = revision.traits.contains(.tasksExtension) ? "notifications/tasks" : "notifications/tasks/status"
      task?.writeMembers(to: &builder, for: revision)
    }
    builder.endObject()
    _ = await sink.send(.notification(JSONRPCNotification(method: method, params: builder.finish(), form: form)))
  }

  /// `resources/subscribe` of the legacy revisions.
  func subscribe(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    let (uri, subscription) = try subscribed(request, context)
    guard subscription.addResource(uri, maximum: limits.maxResourcesPerSubscription) else {
      throw .overloaded("this client has subscribed to \(limits.maxResourcesPerSubscription) resources")
    }
    return answer(request, .success(.empty), context)
  }

  /// `resources/unsubscribe` of the legacy revisions. What was not subscribed to is unsubscribed from as well.
  func unsubscribe(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    let (uri, subscription) = try subscribed(request, context)
    subscription.removeResource(uri)
    return answer(request, .success(.empty), context)
  }

  private func subscribed(
    _ request: JSONRPCRequest, _ context: RequestContext
  ) throws(MCPError) -> (uri: String, Subscription) {
    if let need = context.arrival.carrier.changesNeed {
      throw MCPError(.methodNotFound, "\(request.method) needs a connection that stays: use \(need)")
    }
    guard let uri = request.params?["uri"]?.string else { throw .invalidParams("must be a string", at: "/params/uri") }
    guard let subscription = context.live?.subscription else {
      throw .overloaded("too many clients are told of changes")
    }
    return (uri, subscription)
  }
}
