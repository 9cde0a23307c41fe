package import CoreGRPC
internal import MCPEngine
internal import MCPService

/// `mcp.MCPService` at an address of this machine, by default on a free port, and a channel to it.
package struct LiveService: Sendable {
  package let server: GRPCServer
  package let channel: GRPCChannel
  package let address: String
  let drain: DrainSignal

  /// Serves for as long as `body` runs; a failure of `body` cancels every call.
  package static func with<Value>(
    _ setup: TestServer, address: String = "127.0.0.1:0", extraMethods: [GRPCMethod] = [],
    _ body: (LiveService) async throws -> Value
  ) async throws -> Value {
    let engine = setup.engine()
    let service = MCPService(
      backend: engine, drain: setup.drain, maxMessageBytes: setup.maxMessageBytes, jsonDepth: setup.jsonDepth)
    var configuration = GRPCServerConfiguration(eventLoops: 1)
    configuration.maxReceiveMessageBytes = setup.maxMessageBytes
    configuration.maxSendMessageBytes = setup.maxMessageBytes
    let server = try GRPCServer(configuration: configuration, methods: service.methods + extraMethods)
    let port = try server.bind(address)
    let address = address.hasSuffix(":0") ? "\(address.dropLast())\(port)" : address
    let live = LiveService(
      server: server, channel: try GRPCChannel(target: address), address: address, drain: setup.drain)
    return try await serving {
      try await engine.whileRunning { try await server.run() }
    } during: {
      try await live.channel.connect()
      return try await body(live)
    } stop: { failed in
      await live.channel.close()
      server.beginGracefulShutdown(drain: failed ? .zero : .seconds(30))
      setup.drain.raise()
    }
  }

  /// What a signal to stop does.
  package func beginDraining() {
    drain.raise()
    server.beginGracefulShutdown(drain: .seconds(30))
  }
}
