internal import Bytes
internal import JSON
internal import MCPModel

extension Engine {
  /// `initialize` of the legacy revisions (2025-11-25, Lifecycle): agrees on a revision and opens a session.
  func initialize(
    _ request: JSONRPCRequest, live: LiveSession?, arrival: Arrival
  ) throws(MCPError) -> Disposition {
    guard live == nil else { throw MCPError(.invalidRequest, "The session is initialized already") }
    guard let params = request.params, let version = params["protocolVersion"], let requested = version.string else {
      throw .invalidParams("must be a string", at: "/params/protocolVersion")
    }
    guard let capabilities = params["capabilities"], capabilities.kind == .object else {
      throw .invalidParams("must be an object", at: "/params/capabilities")
    }
    guard let client = params["clientInfo"], client["name"]?.string != nil, client["version"]?.string != nil else {
      throw .invalidParams("must have a name and a version", at: "/params/clientInfo")
    }
    try arrival.mirrored?.check(request, protocolVersion: version)
    let known = ProtocolRevision(rawValue: requested)
    let revision = known.flatMap { $0.isStateless ? nil : $0 } ?? .latestLegacy
    let opened = Session(
      revision: revision, owner: arrival.principal, clientCapabilities: capabilities.detached,
      clientInfo: client.detached)
    guard opened.json.encodedJSONBytes().count <= limits.maxSessionBytes else {
      throw .invalidParams("capabilities and clientInfo are larger than a session may be", at: "/params")
    }
    let context = RequestContext(
      self, revision: revision, live: LiveSession(opened, isStored: false, limits: limits), arrival: arrival,
      request: request)
    let offered = self.capabilities(of: server.catalog, for: revision)
    let opening = result(context) { builder in
      builder.member("protocolVersion", revision.rawValue)
      builder.member("capabilities", offered)
      builder.member("serverInfo", serverInfo[revision.index])
      builder.member("instructions", server.instructions)
    }
    return .opened(opened, respond(request, .success(opening), record(request, context)))
  }

  /// `server/discover` (2026-07-28, Discovery).
  func discovery(_ context: RequestContext, _ catalog: Catalog) -> JSONRPCResult {
    result(context, cacheable: .shared) { builder in
      builder.key("supportedVersions")
      builder.beginArray()
      for revision in ProtocolRevision.newestFirst { builder.string(revision.rawValue) }
      builder.endArray()
      builder.member("capabilities", capabilities(of: catalog, for: context.revision))
      builder.member("instructions", server.instructions)
    }
  }

  /// Whether clients may subscribe to single resources.
  func offersSubscriptions(_ catalog: Catalog) -> Bool {
    catalog.hasResources && server.features.contains(.resourceSubscriptions)
  }

  /// Only what has handlers is offered.
  private func capabilities(of catalog: Catalog, for revision: ProtocolRevision) -> JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    if server.features.contains(.logging) { builder.member("logging", [:] as JSONValue) }
    if catalog.hasCompletions, revision.traits.contains(.completionsCapability) {
      builder.member("completions", [:] as JSONValue)
    }
    if catalog.prompts.isOffered { builder.member("prompts", ["listChanged": true] as JSONValue) }
    if catalog.hasResources {
      builder.key("resources")
      builder.beginObject()
      if offersSubscriptions(catalog) { builder.member("subscribe", true) }
      builder.member("listChanged", true)
      builder.endObject()
    }
    if catalog.tools.isOffered { builder.member("tools", ["listChanged": true] as JSONValue) }
    if catalog.offersTasks, revision.traits.contains(.requestedTasks) {
      builder.member("tasks", ["list": [:], "cancel": [:], "requests": ["tools": ["call": [:]]]] as JSONValue)
    }
    if catalog.offersTasks, revision.traits.contains(.tasksExtension) {
      builder.member("extensions", [ExtensionID.tasks.description: [:]] as JSONValue)
    }
    builder.endObject()
    return builder.finish()
  }
}
