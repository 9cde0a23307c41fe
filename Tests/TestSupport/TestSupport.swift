/// Why this room exists: the same behaviour is asked of the engine over every carrier, so what makes a server, carries
/// messages to it and waits for what it does stands here once, for the tests of all rooms. It may import every room
/// but Launcher and Workspace, uses only what they offer to each other, and never judges: tests do.

/// Runs `serve` beside `body`; when `body` has ended, lets `stop` bring `serve` to its end as well.
func serving<Value>(
  _ serve: @escaping @Sendable () async throws -> Void, during body: () async throws -> Value,
  stop: (_ failed: Bool) async -> Void
) async throws -> Value {
  async let running: Void = serve()
  let outcome: Result<Value, any Error>
  do {
    outcome = .success(try await body())
    await stop(false)
  } catch {
    outcome = .failure(error)
    await stop(true)
  }
  try await running
  return try outcome.get()
}

/// What kept a test from going on.
package struct TestFailure: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// A value without which a test cannot go on.
package func required<Value>(_ value: @autoclosure () throws -> Value?, _ problem: @autoclosure () -> String) throws -> Value {
  guard let value = try value() else { throw TestFailure(problem()) }
  return value
}
