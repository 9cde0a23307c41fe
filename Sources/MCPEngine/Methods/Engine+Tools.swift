internal import JSON
internal import JSONSchema
internal import MCPModel

extension Engine {
  /// `tools/list`, a page at a time in the order of registration.
  func listTools(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    let principal = context.principal
    let page = try page(
      request, context, catalog, catalog.tools, list: "tools",
      isVisible: catalog.hidesTools ? { $0.isVisible(to: principal) } : nil
    ) { entry, builder in
      entry.registration.tool.write(to: &builder, for: context.revision)
    }
    return answer(request, .success(page), context)
  }

  /// `tools/call`.
  func callTool(
    _ request: JSONRPCRequest, _ context: consuming RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    guard let params = request.paramsView, let name = params["name"], name.kind == .string else {
      throw .invalidParams("must be a string", at: "/params/name")
    }
    guard let entry = catalog.tools[name], entry.isVisible(to: context.principal) else {
      throw MCPError(.invalidParams, "Unknown tool: \(Self.excerpt(name.string ?? ""))")
    }
    return try call(
      entry, with: ToolCall(arguments: params["arguments"]?.value ?? [:], context: context), for: request,
      offersTasks: catalog.offersTasks)
  }

  /// From here on to the handler the call is only lent, which counts no references.
  @inline(never)
  private func call(
    _ entry: ToolEntry, with call: ToolCall, for request: JSONRPCRequest, offersTasks: Bool
  ) throws(MCPError) -> Disposition {
    let context = call.context
    guard call.arguments.kind == .object else { throw .invalidParams("must be an object", at: "/params/arguments") }
    if !entry.mirroredArguments.isEmpty, context.revision.isStateless {
      try context.arrival.mirrored?.check(call.arguments, of: entry)
    }
    let violation = entry.inputSchema.violation(in: call.arguments)
    if offersTasks, let disposition = try callAsTask(entry, call.arguments, violation, request, context) {
      return disposition
    }
    if let violation {
      return answer(request, try refuse(violation, context), context)
    }
    if let body = entry.immediate { return callAtOnce(entry, body, call, request) }
    return try callInTask(entry, call, request)
  }

  /// These two are functions by themselves, so that the usual call holds nothing for the others that it does not need.
  @inline(never)
  private func callAtOnce(
    _ entry: ToolEntry, _ body: (ToolCall) throws -> ToolResult, _ call: ToolCall, _ request: JSONRPCRequest
  ) -> Disposition {
    let record = record(request, call.context)
    do {
      return .answered(respond(request, .success(try result(of: entry, giving: try body(call), call.context)), record))
    } catch let failure as ToolFailure {
      return .answered(respond(request, .success(result(of: .failure(failure.message), call.context)), record))
    } catch {
      return .answered(respond(request, .failure(Self.publicError(error)), record))
    }
  }

  @inline(never)
  private func callInTask(
    _ entry: ToolEntry, _ call: ToolCall, _ request: JSONRPCRequest
  ) throws(MCPError) -> Disposition {
    let context = call.context
    switch entry.registration.handler {
    case .async(let body):
      return try running(request, context) { [self] in
        let given: Result<ToolResult, any Error>
        do { given = .success(try await body(call)) } catch { given = .failure(error) }
        return try result(of: entry, context) { try given.get() }
      }
    case .blocking(let body), .immediate(let body):
      return pending(request, context) { [self] in
        try result(of: entry, context) { try body(call) }
      }
    }
  }

  /// Arguments that fail the tool's schema, said as the revision's tools page wants it.
  func refuse(
    _ violation: JSONSchema.Violation, _ context: RequestContext
  ) throws(MCPError) -> Result<JSONRPCResult, MCPError> {
    guard context.revision.traits.contains(.badArgumentsAreToolErrors) else {
      throw .invalidParams(violation.message, at: "/params/arguments" + violation.path)
    }
    let place = violation.path.isEmpty ? "arguments" : violation.path
    return .success(result(of: .failure("Invalid arguments: \(place): \(violation.message)"), context))
  }

  /// What a handler gave, as the result of the call.
  ///
  /// - Throws: what the handler threw, but for a `ToolFailure`; an internal error where the structured content is not
  ///   what the tool's output schema says.
  func result(
    of entry: ToolEntry, _ context: RequestContext, _ body: () throws -> ToolResult
  ) throws -> JSONRPCResult {
    do {
      return try result(of: entry, giving: try body(), context)
    } catch let failure as ToolFailure {
      return result(of: .failure(failure.message), context)
    }
  }

  private func result(
    of entry: ToolEntry, giving toolResult: ToolResult, _ context: RequestContext
  ) throws(MCPError) -> JSONRPCResult {
    if let schema = entry.outputSchema, !toolResult.isError {
      guard let content = toolResult.structuredContent else {
        throw MCPError(.internalError, "The tool gave no structured content, which its output schema asks for")
      }
      if let violation = schema.violation(in: content) {
        throw MCPError(
          .internalError,
          "The tool's structured content fails its output schema: \(violation.path): \(violation.message)")
      }
    }
    return result(of: toolResult, context)
  }

  private func result(of toolResult: ToolResult, _ context: RequestContext) -> JSONRPCResult {
    var builder = beginResult(context, textBytes: toolResult.textBytes)
    toolResult.writeMembers(to: &builder, for: context.revision)
    return endResult(context, builder, meta: toolResult.meta)
  }
}

extension ToolEntry {
  func isVisible(to principal: Principal) -> Bool { registration.isVisible?(principal) ?? true }
}
