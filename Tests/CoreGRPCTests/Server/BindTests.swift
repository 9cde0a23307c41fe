import Bytes
import CoreGRPC
import Foundation
import TestSupport
import Testing

@Suite("Binding")
struct BindTests {
  private static let echo = GRPCMethod.unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) }

  @Test("a port that another server has is refused")
  func portConflict() async throws {
    let first = try GRPCServer(configuration: .forTests, methods: [])
    let port = try first.bind("127.0.0.1:0")
    #expect(port > 0)
    let second = try GRPCServer(configuration: .forTests, methods: [])
    let error = try await grpcError { _ = try second.bind("127.0.0.1:\(port)") }
    #expect(error.code == .failedPrecondition)
    #expect(error.message.contains("127.0.0.1:\(port)"))
  }

  @Test("several addresses serves them all")
  func severalAddresses() async throws {
    try await withSocketPath { path in
      let server = try GRPCServer(configuration: .forTests, methods: [Self.echo])
      let port = try server.bind("127.0.0.1:0")
      #expect(try server.bind("unix:\(path)") == 1)
      async let running: Void = server.run()
      for target in ["127.0.0.1:\(port)", "unix:\(path)"] {
        let channel = try GRPCChannel(target: target)
        #expect(try await channel.unary("/test.Echo/Now", .text(target)).message.string == target)
        await channel.close()
      }
      server.beginGracefulShutdown(drain: .seconds(30))
      try await running
    }
  }

  @Test("a Unix socket on which another server listens is refused, and leaves that server alone")
  func liveSocket() async throws {
    try await withSocketPath { path in
      let first = try GRPCServer(configuration: .forTests, methods: [Self.echo])
      _ = try first.bind("unix:\(path)")
      async let running: Void = first.run()
      let second = try GRPCServer(configuration: .forTests, methods: [])
      let error = try await grpcError { _ = try second.bind("unix:\(path)") }
      #expect(error.code == .failedPrecondition)
      let channel = try GRPCChannel(target: "unix:\(path)")
      #expect(try await channel.unary("/test.Echo/Now", .text("alive")).message.string == "alive")
      await channel.close()
      first.beginGracefulShutdown(drain: .seconds(30))
      try await running
    }
  }

  @Test("a Unix socket that a dead server left behind takes its place")
  func deadSocket() async throws {
    try await withSocketPath { path in
      try leaveDeadSocket(at: path)
      #expect(FileManager.default.fileExists(atPath: path))
      let server = try GRPCServer(configuration: .forTests, methods: [])
      #expect(try server.bind("unix:\(path)") == 1)
    }
  }

  @Test("a Unix path that is a file, and one that is too long, are refused")
  func notASocket() async throws {
    try await withSocketPath { path in
      #expect(FileManager.default.createFile(atPath: path, contents: Data("mine".utf8)))
      let server = try GRPCServer(configuration: .forTests, methods: [])
      let error = try await grpcError { _ = try server.bind("unix:\(path)") }
      #expect(error.code == .invalidArgument)
      #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
      let long = try await grpcError { _ = try server.bind("unix:/\(String(repeating: "x", count: 200))") }
      #expect(long.code == .invalidArgument)
    }
  }

  @Test("after the server ran is refused")
  func lateBind() async throws {
    try await withServer([]) { server, channel in
      _ = try? await channel.unary("/any/Call", SharedBytes())
      let error = try await grpcError { _ = try server.bind("127.0.0.1:0") }
      #expect(error.code == .failedPrecondition)
    }
  }
}

@Suite("Making a server")
struct ServerConfigurationTests {
  @Test("refuses two methods with one path")
  func twice() async throws {
    let method = GRPCMethod.unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) }
    let error = try await grpcError { _ = try GRPCServer(configuration: .forTests, methods: [method, method]) }
    #expect(error.code == .invalidArgument)
  }

  @Test("refuses limits that allow nothing", arguments: [\GRPCServerConfiguration.eventLoops, \.maxMetadataBytes])
  func limits(limit: any WritableKeyPath<GRPCServerConfiguration, Int> & Sendable) async throws {
    var configuration = GRPCServerConfiguration.forTests
    configuration[keyPath: limit] = 0
    let error = try await grpcError { _ = try GRPCServer(configuration: configuration, methods: []) }
    #expect(error.code == .invalidArgument)
  }

  @Test("that never runs leaves its port free again")
  func neverRun() async throws {
    var server: GRPCServer? = try GRPCServer(configuration: .forTests, methods: [])
    let port = try #require(try server?.bind("127.0.0.1:0"))
    server = nil
    // It is taken apart on its own loop, which takes a moment.
    var next: Int?
    while next == nil {
      await Task.yield()
      next = try? GRPCServer(configuration: .forTests, methods: []).bind("127.0.0.1:\(port)")
    }
    #expect(next == port)
  }
}
