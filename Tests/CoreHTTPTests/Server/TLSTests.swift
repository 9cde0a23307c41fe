import Bytes
import CoreHTTP
import TLS
import TestSupport
import Testing

@Suite("TLS")
struct TLSTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
  static let server = ServerTLS(
    certificateChainPEM: Certificates.server, privateKeyPEM: Certificates.serverKey)
  static let mutual = ServerTLS(
    certificateChainPEM: Certificates.server, privateKeyPEM: Certificates.serverKey,
    clientRootsPEM: Certificates.authority, clientCertificate: .required)
  static let client = RawClient.Identity(certificatePEM: Certificates.client, keyPEM: Certificates.clientKey)

  /// A client that trusts the authority of the tests.
  static func connect(_ server: LiveServer, identity: RawClient.Identity? = nil) throws -> RawClient {
    let client = try server.connect()
    _ = try #require(client.startTLS(roots: Certificates.authority, name: "server.test", identity: identity))
    return client
  }

  @Test("carries requests and responses, small and large, and the exchange knows")
  func exchanges() async throws {
    let handler: HTTPServer.Handler = { exchange in
      #expect(exchange.isTLS)
      return exchange.path == "/now"
        ? .now(HTTPResponse(status: 200, body: exchange.requestBody))
        : .later { HTTPResponse(status: 200, body: exchange.requestBody) }
    }
    try await withServer(tls: Self.server, handler: handler) { server in
      let client = try Self.connect(server)
      for count in [0, 5, 16 << 10, 3 << 20] {
        for path in ["/now", "/later"] {
          let body = [UInt8](repeating: 0x78, count: count)
          try client.send("POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: \(count)\r\n\r\n")
          if count > 0 { try client.send(body) }
          #expect(try client.nextBody() == body)
        }
      }
    }
  }

  @Test("carries a streamed response whose client reads slowly")
  func streamed() async throws {
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        responder.begin(status: 200)
        for index in 0..<200 { await responder.send(SharedBytes([UInt8](repeating: UInt8(index), count: 30_000))) }
      }
    }
    try await withServer(tls: Self.server, handler: handler) { server in
      let client = try Self.connect(server)
      let body = try client.ask(Self.get).body
      #expect(body.count == 200 * 30_000)
      #expect(stride(from: 0, to: body.count, by: 10_000).allSatisfy { body[$0] == UInt8($0 / 30_000) })
    }
  }

  @Test("carries WebSockets", arguments: ["/", "/now"])
  func webSockets(path: String) async throws {
    try await withServer(tls: Self.server, handler: echoes) { server in
      let client = try WebSocketClient(Self.connect(server), path: path)
      for count in [5, 70_000, 200_000] {
        let frame = WebSocketClient.Frame.text(String(repeating: "x", count: count))
        try client.send(frame)
        #expect(try client.frame() == frame)
      }
      try client.send(.close(1000))
      #expect(try client.code() == 1000)
      #expect(client.socket.isEnded())
    }
  }

  @Test("cancels a handler when the client goes, and answers one that only sends no more", arguments: [true, false])
  func disconnect(isReset: Bool) async throws {
    let started = Promise<Void>()
    let seen = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .open { _ in
        started.fulfil()
        await untilCancelled()
        seen.fulfil()
      }
    }
    try await withServer(tls: Self.server, handler: handler) { server in
      let client = try Self.connect(server)
      try client.send(Self.get)
      await started.wait()
      // Without a word of TLS, as most who go.
      isReset ? client.reset() : client.leave()
      await seen.wait()
    }
  }

  @Test("agrees on HTTP/1.1 with clients that ask (ALPN), and with no others")
  func protocols() async throws {
    try await withServer(tls: Self.server, handler: mirror) { server in
      for (offer, agreed) in [("\u{2}h2\u{8}http/1.1", "http/1.1"), ("\u{8}http/1.1", "http/1.1")] {
        let client = try server.connect()
        #expect(client.startTLS(roots: Certificates.authority, name: "server.test", protocols: offer) == agreed)
        #expect(try client.status(Self.get) == 200)
      }
      let other = try server.connect()
      #expect(other.startTLS(roots: Certificates.authority, name: "server.test", protocols: "\u{2}h2") == nil)
    }
  }

  @Test("serves clients with a certificate of the authority only, where one is required")
  func clientCertificates() async throws {
    try await withServer(tls: Self.mutual, handler: mirror) { server in
      let known = try Self.connect(server, identity: Self.client)
      #expect(try known.status(Self.get) == 200)
      // With TLS 1.3 a client learns only after its handshake that it is not wanted.
      let unknown = try server.connect()
      if unknown.startTLS(roots: Certificates.authority, name: "server.test") != nil {
        do {
          try unknown.send(Self.get)
          #expect(unknown.isEnded())
        } catch is RawClient.Failure {
          // Told so soon that nothing could be sent.
        }
      }
    }
  }

  @Test("refuses plain text, and a handshake that does not end in time")
  func plain() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.headerTimeout = .milliseconds(60)
    try await withServer(configuration, tls: Self.server, handler: mirror) { server in
      let plain = try server.connect()
      try plain.send(Self.get)
      #expect(!plain.rest().starts(with: Array("HTTP".utf8)))
      let silent = try server.connect()
      #expect(silent.isEnded())
    }
  }

  @Test("needs a certificate and a key that can be read and fit, and roots that can be read")
  func unusable() throws {
    var foreignKey = Self.server
    foreignKey.privateKeyPEM = Certificates.clientKey
    var noChain = Self.server
    noChain.certificateChainPEM = "not PEM"
    var noKey = Self.server
    noKey.privateKeyPEM = ""
    var noRoots = Self.mutual
    noRoots.clientRootsPEM = "none"
    for tls in [foreignKey, noChain, noKey, noRoots] {
      let server = try HTTPServer(configuration: .forTests, handler: mirror)
      try BindTests.expect(.invalidArgument) { _ = try server.bind("127.0.0.1:0", tls: tls) }
    }
  }
}
