import Bytes
import CoreGRPC
import TLS
import TestSupport
import Testing

@Suite("TLS")
struct TLSTests {
  private static func echo(
    _ serverTLS: ServerTLS, _ channelTLS: ChannelTLS
  ) async throws -> Result<GRPCResponse, GRPCError> {
    let method = GRPCMethod.unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) }
    let server = try GRPCServer(configuration: .forTests, methods: [method])
    let port = try server.bind("127.0.0.1:0", credentials: .tls(serverTLS))
    async let running: Void = server.run()
    let channel = try GRPCChannel(target: "127.0.0.1:\(port)", credentials: .tls(channelTLS))
    let outcome: Result<GRPCResponse, GRPCError>
    do throws(GRPCError) {
      outcome = .success(try await channel.unary("/test.Echo/Now", .text("secret")))
    } catch {
      outcome = .failure(error)
    }
    await channel.close()
    server.beginGracefulShutdown(drain: .seconds(30))
    try await running
    return outcome
  }

  private static let serverTLS = ServerTLS(
    certificateChainPEM: Certificates.server, privateKeyPEM: Certificates.serverKey)
  private static let mutualTLS = ServerTLS(
    certificateChainPEM: Certificates.server, privateKeyPEM: Certificates.serverKey,
    clientRootsPEM: Certificates.authority, clientCertificate: .required)
  private static let channelTLS = ChannelTLS(rootsPEM: Certificates.authority, serverName: "server.test")

  @Test("carries a call to a server the client trusts")
  func trusted() async throws {
    let response = try await Self.echo(Self.serverTLS, Self.channelTLS).get()
    #expect(response.message.string == "secret")
  }

  @Test("fails the call when the server has another name")
  func wrongName() async throws {
    var tls = Self.channelTLS
    tls.serverName = "other.test"
    let outcome = try await Self.echo(Self.serverTLS, tls)
    #expect(throws: GRPCError.self) { try outcome.get() }
  }

  @Test("lets in a client with a certificate where one is required")
  func mutual() async throws {
    var tls = Self.channelTLS
    tls.certificateChainPEM = Certificates.client
    tls.privateKeyPEM = Certificates.clientKey
    let response = try await Self.echo(Self.mutualTLS, tls).get()
    #expect(response.message.string == "secret")
  }

  @Test("keeps out a client without a certificate where one is required")
  func missingCertificate() async throws {
    let outcome = try await Self.echo(Self.mutualTLS, Self.channelTLS)
    let error = try #require(throws: GRPCError.self) { try outcome.get() }
    #expect(error.code == .unavailable)
  }

  @Test("with a certificate that is none is refused when binding")
  func badCertificate() async throws {
    let server = try GRPCServer(configuration: .forTests, methods: [])
    let error = try await grpcError {
      _ = try server.bind(
        "127.0.0.1:0", credentials: .tls(ServerTLS(certificateChainPEM: "none", privateKeyPEM: "none")))
    }
    #expect(error.code == .failedPrecondition)
  }
}
