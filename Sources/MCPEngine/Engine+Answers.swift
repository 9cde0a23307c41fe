internal import JSON
internal import MCPModel

extension Engine {
  /// An answer that is known at once.
  func answer(_ request: JSONRPCRequest, _ outcome: Result<JSONRPCResult, MCPError>) -> Disposition {
    .answered(JSONRPCResponse(id: request.id, outcome: outcome, form: request.form))
  }

  func answer(
    _ request: JSONRPCRequest, _ outcome: Result<JSONRPCResult, MCPError>, _ context: RequestContext
  ) -> Disposition {
    .answered(respond(request, outcome, record(request, context)))
  }

  /// The answer to a request that the observer has been told of.
  func respond(
    _ request: JSONRPCRequest, _ outcome: consuming Result<JSONRPCResult, MCPError>, _ record: RequestRecord?
  ) -> JSONRPCResponse {
    if let record { record.settle(outcome) }
    return JSONRPCResponse(to: request, outcome, receipt: record)
  }

  /// Tells the observer, where there is one, that a request begins.
  @inline(__always)
  func record(_ request: JSONRPCRequest, _ context: RequestContext) -> RequestRecord? {
    isObserved ? observed(request, context) : nil
  }

  @inline(never)
  private func observed(_ request: JSONRPCRequest, _ context: RequestContext) -> RequestRecord? {
    observer.map { RequestRecord($0, request, context: context, queueDepth: blocking.queueDepth) }
  }

  /// Runs `body` on the pool of blocking threads and answers with what it gives.
  func pending(
    _ request: JSONRPCRequest, _ context: RequestContext,
    _ body: @escaping @Sendable () throws -> JSONRPCResult
  ) -> Disposition {
    let record = record(request, context)
    return .pending { [self] in
      let outcome: Result<JSONRPCResult, MCPError>
      do {
        outcome = .success(try await blocking.run(body))
      } catch {
        outcome = .failure(Self.publicError(error))
      }
      return respond(request, outcome, record)
    }
  }

  /// Runs `body` as a task, which may ask the client, and answers with what it gives.
  func running(
    _ request: JSONRPCRequest, _ context: RequestContext, _ body: @escaping @Sendable () async throws -> JSONRPCResult
  ) throws(MCPError) -> Disposition {
    try context.resume()
    let record = record(request, context)
    return .pending { [self] in respond(request, await outcome(context, body), record) }
  }

  /// What a handler gave or threw, or the question that it has put.
  func outcome(
    _ context: RequestContext, _ body: @Sendable () async throws -> JSONRPCResult
  ) async -> Result<JSONRPCResult, MCPError> {
    let outcome: Result<JSONRPCResult, MCPError>
    do {
      outcome = .success(try await body())
    } catch {
      outcome = .failure(Self.publicError(error))
    }
    do throws(MCPError) {
      // A question goes before anything else that the handler made of it.
      return try context.inputRequired().map { .success($0) } ?? outcome
    } catch {
      return .failure(error)
    }
  }

  /// What a client is told of an error that came out of a handler.
  static func publicError(_ error: any Error) -> MCPError {
    (error as? MCPError) ?? (error as? ClientInputError)?.mcpError ?? .internalError(cause: error)
  }

  /// A result object in the form of its answer: `body` writes its own members, and the revision adds what it wants of
  /// every result.
  ///
  /// - Parameters:
  ///   - textBytes: about how much text the body writes, so that it finds its room made.
  ///   - meta: what a handler wants in the result's `_meta`.
  func result(
    _ context: RequestContext, type: StaticString = "complete", cacheable: Cacheability? = nil, textBytes: Int = 0,
    meta: JSONValue? = nil,
    _ body: (inout JSONBuilder) -> Void
  ) -> JSONRPCResult {
    var builder = beginResult(context, type: type, textBytes: textBytes)
    body(&builder)
    if let cacheable, context.revision.traits.contains(.resultType) {
      builder.member("ttlMs", cacheable == .volatile ? 0 : Int64(limits.cacheLifetime / .milliseconds(1)))
      builder.member("cacheScope", cacheable == .shared ? "public" : "private")
    }
    return endResult(context, builder, meta: meta)
  }

  /// The two halves of a result, for whoever writes what is between them without a closure.
  func beginResult(_ context: RequestContext, type: StaticString = "complete", textBytes: Int) -> JSONBuilder {
    let capacityBytes = textBytes + 512
    var builder =
      switch context.form {
      case .json: JSONRPCResult.builder(answering: context.request.id, capacityBytes: capacityBytes)
      case .protobufStruct: JSONBuilder(capacityBytes: capacityBytes)
      }
    builder.beginObject()
    if context.revision.traits.contains(.resultType) { builder.member("resultType", constant: type) }
    return builder
  }

  func endResult(_ context: RequestContext, _ builder: consuming JSONBuilder, meta: JSONValue?) -> JSONRPCResult {
    let revision = context.revision
    let form = context.form
    // Not `nil`, which would be the JSON value.
    let reserved: JSONValue? =
      revision.traits.contains(.resultType) ? .some(resultMeta[revision.index].value(for: form)) : .none
    builder.meta(meta, reserved: reserved)
    builder.endObject()
    switch form {
    case .json: return .answer(builder)
    case .protobufStruct: return .value(builder.finish())
    }
  }

  /// Whether, and for whom, a client may keep a result (2026-07-28, Caching).
  enum Cacheability {
    /// The same for everybody, and changes are told of.
    case shared
    /// Changes are told of, but it is not the same for everybody.
    case personal
    /// May change at any moment.
    case volatile
  }
}
