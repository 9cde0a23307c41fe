internal import JSON
internal import MCPModel

extension Engine {
  /// Finds out by which revision's rules a request is served, and serves it.
  ///
  /// A request whose `_meta` names a protocol version is stateless. Any other belongs to the session `live`, or opens
  /// one with `initialize` (2026-07-28, Versioning, Backward Compatibility).
  func dispatch(_ request: JSONRPCRequest, live: LiveSession?, arrival: Arrival) -> Disposition {
    // The metadata is looked at where it lies, in the request.
    defer { withExtendedLifetime(request) {} }
    do throws(MCPError) {
      let meta = try RequestMeta(of: request)
      if let version = meta.protocolVersion {
        let revision = try statelessRevision(version, meta, request, arrival)
        return try route(
          request,
          RequestContext(self, revision: revision, live: nil, arrival: arrival, request: request))
      }
      if request.method == "initialize" {
        return try initialize(request, live: live, arrival: arrival)
      }
      if let live {
        let revision = live.value.revision
        try arrival.mirrored?.check(request, of: revision)
        return try route(
          request,
          RequestContext(self, revision: revision, live: live, arrival: arrival, request: request))
      }
      if request.method == "ping" { return answer(request, .success(.empty)) }
      throw MCPError.noWayIn
    } catch {
      return answer(request, .failure(error))
    }
  }

  /// The methods. What belongs to one era only is told apart here and nowhere else.
  private func route(_ request: JSONRPCRequest, _ context: consuming RequestContext) throws(MCPError) -> Disposition {
    let catalog = server.catalog
    // The method that nearly every request has comes before the search for the others.
    if request.method == "tools/call", catalog.tools.isOffered { return try callTool(request, context, catalog) }
    let stateless = context.revision.isStateless
    switch request.method {
    case "tools/list" where catalog.tools.isOffered:
      return try listTools(request, context, catalog)
    case "prompts/list" where catalog.prompts.isOffered:
      return try listPrompts(request, context, catalog)
    case "prompts/get" where catalog.prompts.isOffered:
      return try getPrompt(request, context, catalog)
    case "resources/list" where catalog.hasResources:
      return try listResources(request, context, catalog)
    case "resources/templates/list" where catalog.hasResources:
      return try listTemplates(request, context, catalog)
    case "resources/read" where catalog.hasResources:
      return try readResource(request, context, catalog)
    case "completion/complete" where catalog.hasCompletions:
      return try complete(request, context, catalog)
    case "server/discover" where stateless:
      return answer(request, .success(discovery(context, catalog)), context)
    case "subscriptions/listen" where stateless:
      return try listen(request, context)
    case "tasks/get" where offersTasks(catalog, context.revision):
      return try getTask(request, context)
    case "tasks/cancel" where offersTasks(catalog, context.revision):
      return try cancelTask(request, context)
    case "tasks/update" where offersTasks(catalog, context.revision) && stateless:
      return try updateTask(request, context)
    case "tasks/result" where offersTasks(catalog, context.revision) && !stateless:
      return try taskResult(request, context)
    case "tasks/list" where offersTasks(catalog, context.revision) && !stateless:
      return try listTasks(request, context)
    case "ping" where !stateless:
      return answer(request, .success(.empty), context)
    case "logging/setLevel" where !stateless && server.features.contains(.logging):
      return try setLogLevel(request, context)
    case "resources/subscribe" where !stateless && offersSubscriptions(catalog):
      return try subscribe(request, context, catalog)
    case "resources/unsubscribe" where !stateless && offersSubscriptions(catalog):
      return try unsubscribe(request, context)
    default: break
    }
    throw MCPError(.methodNotFound, "Method not found: \(Self.excerpt(request.method))")
  }

  /// Checks the per-request metadata of the stateless revision (2026-07-28, Basic, `_meta`).
  private func statelessRevision(
    _ version: JSONView, _ meta: RequestMeta, _ request: JSONRPCRequest, _ arrival: Arrival
  ) throws(MCPError) -> ProtocolRevision {
    guard version.kind == .string else {
      throw .invalidParams("must be a string", at: RequestMeta.pointer(MetaKey.protocolVersion))
    }
    if let mirrored = arrival.mirrored {
      try mirrored.check(request, protocolVersion: version.value, isStateless: true)
    }
    guard let revision = ProtocolRevision.stateless(named: version) else {
      throw Self.unsupported(version.string ?? "")
    }
    try meta.check()
    return revision
  }

  /// A revision that is served, but opens with `initialize`, is not offered again for per-request use.
  private static func unsupported(_ requested: String) -> MCPError {
    let isLegacy = ProtocolRevision(rawValue: requested) != nil
    let supported = ProtocolRevision.newestFirst.filter { $0.isStateless || !isLegacy }
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key("supported")
    builder.beginArray()
    for revision in supported { builder.string(revision.rawValue) }
    builder.endArray()
    builder.member("requested", requested)
    builder.endObject()
    return MCPError(
      .unsupportedProtocolVersion,
      isLegacy
        ? "Revision \(requested) opens with initialize, not with per-request metadata" : "Unsupported protocol version",
      data: builder.finish())
  }

  /// What a peer wrote, short enough to repeat in a message.
  static func excerpt(_ text: String) -> String {
    text.utf8.count <= 128 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(64))) + "…"
  }
}
