import Bytes
import CoreGRPC
import Testing

@Suite("A message over the limit")
struct LimitTests {
  private static let methods: [GRPCMethod] = [
    .unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) },
    .unary("/test.Echo/Grow") { _, message in
      .now(GRPCReply(message: SharedBytes(repeatElement(0, count: Int(message.string!)!))))
    },
    .stream("/test.Echo/Stream") { stream in
      do throws(GRPCError) {
        while let message = try await stream.next() {
          try await stream.send(SharedBytes(repeatElement(0, count: Int(message.string!)!)))
        }
        return .ok
      } catch {
        return error.status
      }
    },
  ]

  private static var configuration: GRPCServerConfiguration {
    var configuration = GRPCServerConfiguration.forTests
    configuration.maxReceiveMessageBytes = 1000
    configuration.maxSendMessageBytes = 2000
    return configuration
  }

  @Test("is refused by the server that receives it, which goes on serving")
  func request() async throws {
    try await withServer(Self.methods, configuration: Self.configuration) { _, channel in
      for _ in 0..<20 {
        let error = try await grpcError {
          _ = try await channel.unary("/test.Echo/Now", SharedBytes(repeatElement(1, count: 1001)))
        }
        #expect(error.code == .resourceExhausted)
      }
      let response = try await channel.unary("/test.Echo/Now", SharedBytes(repeatElement(1, count: 1000)))
      #expect(response.message.count == 1000)
    }
  }

  @Test("is not sent by the server, which says so")
  func response() async throws {
    try await withServer(Self.methods, configuration: Self.configuration) { _, channel in
      let error = try await grpcError { _ = try await channel.unary("/test.Echo/Grow", .text("2001")) }
      #expect(error.code == .resourceExhausted)
      let response = try await channel.unary("/test.Echo/Grow", .text("2000"))
      #expect(response.message.count == 2000)
    }
  }

  @Test("ends a stream with RESOURCE_EXHAUSTED when the handler sends it")
  func streamResponse() async throws {
    try await withServer(Self.methods, configuration: Self.configuration) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      try await stream.send(.text("2000"))
      #expect(try await stream.next()?.count == 2000)
      try await stream.send(.text("2001"))
      let error = try await grpcError { _ = try await stream.next() }
      #expect(error.code == .resourceExhausted)
    }
  }

  @Test("ends a stream with RESOURCE_EXHAUSTED when the server receives it")
  func streamRequest() async throws {
    try await withServer(Self.methods, configuration: Self.configuration) { _, channel in
      let stream = try channel.stream("/test.Echo/Stream")
      try await stream.send(SharedBytes(repeatElement(UInt8(ascii: "1"), count: 1001)))
      let error = try await grpcError { _ = try await stream.next() }
      #expect(error.code == .resourceExhausted)
    }
  }

  @Test("is refused by the client that receives it")
  func clientReceives() async throws {
    var channelConfiguration = GRPCChannelConfiguration.defaults
    channelConfiguration.maxReceiveMessageBytes = 500
    try await withServer(Self.methods, channelConfiguration: channelConfiguration) { _, channel in
      let error = try await grpcError { _ = try await channel.unary("/test.Echo/Grow", .text("501")) }
      #expect(error.code == .resourceExhausted)
    }
  }

  @Test("is not sent by the client")
  func clientSends() async throws {
    var channelConfiguration = GRPCChannelConfiguration.defaults
    channelConfiguration.maxSendMessageBytes = 500
    try await withServer(Self.methods, channelConfiguration: channelConfiguration) { _, channel in
      let tooLarge = SharedBytes(repeatElement(1, count: 501))
      let error = try await grpcError { _ = try await channel.unary("/test.Echo/Now", tooLarge) }
      #expect(error.code == .resourceExhausted)
      let stream = try channel.stream("/test.Echo/Stream")
      #expect(!stream.enqueue(tooLarge))
      let streamError = try await grpcError { try await stream.send(tooLarge) }
      #expect(streamError.code == .resourceExhausted)
    }
  }
}
