import MCPEngine
import MCPService
import TestSupport

/// What tests of a remote backend begin with.
enum Remote {
  static func with(
    _ address: String, callsPerConnection: Int = 100, requestTimeout: Duration? = nil,
    note: @escaping @Sendable (String) -> Void = { _ in }, _ body: (RemoteBackend) async throws -> Void
  ) async throws {
    let remote = try RemoteBackend(
      address: address, maxMessageBytes: 1 << 20, jsonDepth: 32, connectTimeout: .seconds(60),
      callsPerConnection: callsPerConnection, requestTimeout: requestTimeout, note: note)
    do {
      try await body(remote)
    } catch {
      await remote.close()
      throw error
    }
    await remote.close()
  }

  /// Runs `body` beside a connection that `remote` serves.
  static func serving(
    _ remote: RemoteBackend, _ body: @Sendable (MemoryCarrier, Inbox<Received>) async throws -> Void
  ) async throws {
    let inbox = Inbox<Received>()
    let carrier = MemoryCarrier(inbox)
    async let serving: Void = remote.serve(carrier)
    do {
      try await body(carrier, inbox)
      carrier.put(.ended)
    } catch {
      carrier.put(.reset)
      await serving
      throw error
    }
    await serving
  }

  static func answer(_ inbox: Inbox<Received>) async throws -> Answer {
    guard case .message(let message) = await inbox.take() else { throw TestFailure("no message came") }
    return Answer(message)
  }

  static var address: String { "unix:/tmp/rialto-tests-\(UInt64.random(in: 0...UInt64.max))" }
}
