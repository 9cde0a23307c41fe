internal import JSON
internal import MCPModel

extension Engine {
  /// `logging/setLevel` of the legacy revisions.
  func setLogLevel(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    guard let level = request.params?["level"]?.string.flatMap(LogLevel.init(rawValue:)) else {
      throw .invalidParams(LogLevel.expectation, at: "/params/level")
    }
    guard let live = context.live else { return answer(request, .success(.empty), context) }
    live.logLevel = level
    guard live.isStored else { return answer(request, .success(.empty), context) }
    return try running(request, context) { [self] in
      try await sessions.update(live.current)
      return .empty
    }
  }
}

extension LogLevel {
  /// What a client is told whose level is none.
  static let expectation = "must be one of " + allCases.map(\.rawValue).joined(separator: ", ")
}
