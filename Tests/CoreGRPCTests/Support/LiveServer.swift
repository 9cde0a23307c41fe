import Bytes
import Synchronization
import TestSupport
import Testing

@testable import CoreGRPC

/// Runs `body` against a live server on a free port and a channel to it, then takes both down and checks that no call
/// object is left, but for those the test keeps on purpose.
func withServer(
  _ methods: [GRPCMethod], configuration: GRPCServerConfiguration = .forTests,
  channelConfiguration: GRPCChannelConfiguration = .defaults, keptCalls: Int = 0,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (GRPCServer, GRPCChannel) async throws -> Void
) async throws {
  let server = try GRPCServer(configuration: configuration, methods: methods)
  let port = try server.bind("127.0.0.1:0")
  let channel = try GRPCChannel(target: "127.0.0.1:\(port)", configuration: channelConfiguration)
  async let running: Void = server.run()
  let outcome: Result<Void, any Error>
  do {
    try await channel.connect()
    outcome = .success(try await body(server, channel))
  } catch {
    outcome = .failure(error)
  }
  await channel.close()
  server.beginGracefulShutdown(drain: .seconds(30))
  try await running
  try outcome.get()
  #expect(server.liveCallCount == keptCalls, "calls left on the server", sourceLocation: sourceLocation)
  #expect(
    channel.loop.liveCalls.load(ordering: .relaxed) == 0, "calls left on the client", sourceLocation: sourceLocation)
}

extension GRPCServerConfiguration {
  /// Two loops whatever the machine, so that calls meet threads.
  static var forTests: GRPCServerConfiguration { GRPCServerConfiguration(eventLoops: 2) }
}

extension SharedBytes {
  static func text(_ text: String) -> SharedBytes { SharedBytes(text.utf8) }
}

/// Runs `body` and answers the gRPC error it throws.
func grpcError(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws -> GRPCError {
  let error = await #expect(throws: GRPCError.self, sourceLocation: sourceLocation) { try await body() }
  return try #require(error, sourceLocation: sourceLocation)
}
