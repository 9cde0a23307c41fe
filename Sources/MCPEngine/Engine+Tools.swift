internal import JSON
internal import JSONSchema
internal import MCPModel

extension Engine {
  /// `tools/list`, a page at a time in the order of registration.
  func listTools(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> JSONValue {
    let start: Int
    if let position = try PageCursor.position(in: request.params) {
      guard let index = tools.names.firstIndex(of: position) else {
        throw PageCursor.unknown
      }
      start = index + 1
    } else {
      start = 0
    }
    let page = tools.names[start...].prefix(limits.pageSize)
    return result(context.revision, cacheable: .fixed) { builder in
      builder.key("tools")
      builder.beginArray()
      for name in page { tools[name]?.registration.tool.write(to: &builder, for: context.revision) }
      builder.endArray()
      if page.endIndex < tools.names.endIndex { builder.member("nextCursor", page.last.map(PageCursor.encode)) }
    }
  }

  /// `tools/call`.
  func callTool(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    guard let params = request.params, let name = params["name"]?.string else {
      throw .invalidParams("must be a string", at: "/params/name")
    }
    guard let entry = tools[name] else {
      throw MCPError(.invalidParams, "Unknown tool: \(Self.excerpt(name))")
    }
    let arguments = params["arguments"] ?? [:]
    guard arguments.kind == .object else { throw .invalidParams("must be an object", at: "/params/arguments") }
    if let violation = entry.schema.violation(in: arguments) {
      return answer(request, try Self.refuse(violation, context.revision, self), context)
    }
    let call = ToolCall(arguments: arguments, context: context)
    switch entry.registration.handler {
    case .immediate(let body):
      let record = record(request, context)
      return .answered(respond(request, outcome(context.revision) { try body(call) }, record))
    case .async(let body):
      let record = record(request, context)
      return .pending { [self] in
        let result: Result<ToolResult, any Error>
        do { result = .success(try await body(call)) } catch { result = .failure(error) }
        return respond(request, outcome(context.revision) { try result.get() }, record)
      }
    case .blocking(let body):
      return pending(request, context) { [self] in
        try outcome(context.revision) { try body(call) }.get()
      }
    }
  }

  /// Arguments that fail the tool's schema, said as the revision's tools page wants it.
  private static func refuse(
    _ violation: JSONSchema.Violation, _ revision: ProtocolRevision, _ engine: Engine
  ) throws(MCPError) -> Result<JSONValue, MCPError> {
    guard revision.traits.badArgumentsAreToolErrors else {
      throw .invalidParams(violation.message, at: "/params/arguments" + violation.path)
    }
    let place = violation.path.isEmpty ? "arguments" : violation.path
    return engine.outcome(revision) { .failure("Invalid arguments: \(place): \(violation.message)") }
  }

  /// What a handler gave or threw, as the outcome of the request.
  private func outcome(
    _ revision: ProtocolRevision, _ body: () throws -> ToolResult
  ) -> Result<JSONValue, MCPError> {
    do {
      let toolResult: ToolResult
      do {
        toolResult = try body()
      } catch let failure as ToolFailure {
        toolResult = .failure(failure.message)
      }
      return .success(
        result(revision, textBytes: toolResult.textBytes, meta: toolResult.meta) {
          toolResult.writeMembers(to: &$0, for: revision)
        })
    } catch {
      return .failure(Self.publicError(error))
    }
  }
}
