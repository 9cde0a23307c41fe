internal import Bytes
internal import JSON
internal import MCPModel

extension Engine {
  /// `initialize` of the legacy revisions (2025-11-25, Lifecycle): agrees on a revision and opens a session.
  func initialize(
    _ request: JSONRPCRequest, session: Session?, arrival: Arrival
  ) throws(MCPError) -> Disposition {
    guard session == nil else { throw MCPError(.invalidRequest, "The session is initialized already") }
    guard let params = request.params, let requested = params["protocolVersion"]?.string else {
      throw .invalidParams("must be a string", at: "/params/protocolVersion")
    }
    guard let capabilities = params["capabilities"], capabilities.kind == .object else {
      throw .invalidParams("must be an object", at: "/params/capabilities")
    }
    guard let client = params["clientInfo"], client["name"]?.string != nil, client["version"]?.string != nil else {
      throw .invalidParams("must have a name and a version", at: "/params/clientInfo")
    }
    try arrival.mirrored?.check(request, protocolVersion: requested)
    let known = ProtocolRevision(rawValue: requested)
    let revision = known.flatMap { $0.isStateless ? nil : $0 } ?? .latestLegacy
    let opened = Session(
      revision: revision, owner: arrival.principal, clientCapabilities: capabilities.detached,
      clientInfo: client.detached)
    guard opened.json.encodedJSONBytes().count <= limits.maxSessionBytes else {
      throw .invalidParams("capabilities and clientInfo are larger than a session may be", at: "/params")
    }
    let context = RequestContext(
      revision: revision, session: opened, arrival: arrival, meta: params["_meta"], form: request.form)
    let result = result(revision) { builder in
      builder.member("protocolVersion", revision.rawValue)
      builder.member("capabilities", capabilitiesOffered)
      builder.member("serverInfo", serverInfo[revision.index])
      builder.member("instructions", definition.instructions)
    }
    return .opened(opened, respond(request, .success(result), record(request, context)))
  }

  /// `server/discover` (2026-07-28, Discovery).
  func discovery(_ revision: ProtocolRevision) -> JSONValue {
    result(revision, cacheable: .fixed) { builder in
      builder.key("supportedVersions")
      builder.beginArray()
      for revision in ProtocolRevision.newestFirst { builder.string(revision.rawValue) }
      builder.endArray()
      builder.member("capabilities", capabilitiesOffered)
      builder.member("instructions", definition.instructions)
    }
  }

  /// Only what has handlers is offered.
  private var capabilitiesOffered: JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    if !tools.isEmpty { builder.member("tools", [:] as JSONValue) }
    if definition.resources != nil { builder.member("resources", [:] as JSONValue) }
    builder.endObject()
    return builder.finish()
  }
}
