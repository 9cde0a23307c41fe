import Bytes
import CoreGRPC
import Testing

@Suite("Metadata")
struct MetadataTests {
  private static let binary = SharedBytes([0, 1, 0, 255, 254, 0])

  /// Answers with what the client sent, under other names.
  private static let mirror = GRPCMethod.unary("/test.Echo/Mirror") { call, message in
    var initial = Metadata()
    for value in call.metadata.all("x-bytes-bin") { initial.append("y-bytes-bin", value) }
    if let text = call.metadata(first: "x-text") { initial.append("y-text", text) }
    var trailing = Metadata()
    for value in call.metadata.all("x-many") { trailing.append("y-many", value) }
    return .now(GRPCReply(message: message, initialMetadata: initial, trailingMetadata: trailing))
  }

  @Test("travels both ways, with any bytes in binary values and with repeated keys in order")
  func bothWays() async throws {
    var metadata: Metadata = ["x-text": "plain text", "x-many": "one", "x-many": "two"]
    metadata.append("x-bytes-bin", Self.binary)
    metadata.append("x-bytes-bin", SharedBytes())
    try await withServer([Self.mirror]) { _, channel in
      let response = try await channel.unary(
        "/test.Echo/Mirror", SharedBytes(), CallOptions(metadata: metadata))
      #expect(response.initialMetadata.first("y-text") == "plain text")
      #expect(response.initialMetadata.all("y-bytes-bin") == [Self.binary, SharedBytes()])
      #expect(response.trailingMetadata.all("y-many").map(\.string) == ["one", "two"])
      #expect(response.trailingMetadata.first("y-text") == nil)
    }
  }

  @Test("that is not there has no value")
  func absent() async throws {
    try await withServer([Self.mirror]) { _, channel in
      let response = try await channel.unary("/test.Echo/Mirror", SharedBytes())
      #expect(response.initialMetadata.first("y-text") == nil)
      #expect(response.initialMetadata.all("y-bytes-bin").isEmpty)
      #expect(response.trailingMetadata.count == 0)
    }
  }

  @Test("is not taken for UTF-8, and its prefix is not taken for its key")
  func notText() async throws {
    let method = GRPCMethod.unary("/test.Echo/Bytes") { call, message in
      let text = call.metadata(first: "x-bytes-bin")
      let prefix = call.metadata(first: "x-bytes")
      return .now(GRPCReply(message: .text(text == nil && prefix == nil ? "nil" : "text")))
    }
    var metadata = Metadata()
    metadata.append("x-bytes-bin", Self.binary)
    try await withServer([method]) { _, channel in
      let response = try await channel.unary("/test.Echo/Bytes", SharedBytes(), CallOptions(metadata: metadata))
      #expect(response.message.string == "nil")
    }
  }

  @Test("can be read as a whole")
  func entries() async throws {
    let method = GRPCMethod.unary("/test.Echo/List") { call, message in
      let names = call.metadata.entries.map(\.key).filter { $0.hasPrefix("x-") }
      return .now(GRPCReply(message: .text(names.joined(separator: " "))))
    }
    try await withServer([method]) { _, channel in
      let response = try await channel.unary(
        "/test.Echo/List", SharedBytes(), CallOptions(metadata: ["x-b": "1", "x-a": "2"]))
      #expect(response.message.string == "x-b x-a")
    }
  }

  @Test(
    "that HTTP/2 cannot carry is refused at the client",
    arguments: [("Upper", "x"), ("with space", "x"), ("x-text", "line\nbreak"), ("x-text", "zero\0"), ("", "x")])
  func invalidFromClient(key: String, value: String) async throws {
    var metadata = Metadata()
    metadata.append(key, value)
    try await withServer([Self.mirror]) { _, channel in
      let error = try await grpcError {
        _ = try await channel.unary("/test.Echo/Mirror", SharedBytes(), CallOptions(metadata: metadata))
      }
      #expect(error.code == .invalidArgument)
      let streamError = try await grpcError {
        _ = try channel.stream("/test.Echo/Mirror", CallOptions(metadata: metadata))
      }
      #expect(streamError.code == .invalidArgument)
    }
  }

  @Test("that HTTP/2 cannot carry, from a handler, becomes INTERNAL", arguments: [true, false])
  func invalidFromServer(isInitial: Bool) async throws {
    let bad: Metadata = ["x-text": "line\nbreak"]
    let methods: [GRPCMethod] = [
      .unary("/test.Echo/Bad") { _, message in
        .now(
          GRPCReply(
            message: message, initialMetadata: isInitial ? bad : Metadata(),
            trailingMetadata: isInitial ? Metadata() : bad))
      },
      .stream("/test.Echo/BadStream") { stream in
        if isInitial { stream.sendInitialMetadata(bad) } else { stream.setTrailingMetadata(bad) }
        return .ok
      },
    ]
    try await withServer(methods) { _, channel in
      let error = try await grpcError { _ = try await channel.unary("/test.Echo/Bad", SharedBytes()) }
      #expect(error.code == .internal)
      let stream = try channel.stream("/test.Echo/BadStream")
      #expect(await stream.status().code == .internal)
    }
  }

  @Test("over the server's limit is refused, and the server goes on serving")
  func tooLarge() async throws {
    var configuration = GRPCServerConfiguration.forTests
    configuration.maxMetadataBytes = 4096
    try await withServer([Self.mirror], configuration: configuration) { _, channel in
      let error = try await grpcError {
        _ = try await channel.unary(
          "/test.Echo/Mirror", SharedBytes(),
          CallOptions(metadata: ["x-text": String(repeating: "x", count: 8192)]))
      }
      #expect(error.code == .resourceExhausted)
      do throws(GRPCError) {
        _ = try await channel.unary("/test.Echo/Mirror", SharedBytes())
      } catch {
        // The core may close that connection, also under this call; the next has another.
        #expect(error.code == .unavailable)
        _ = try await channel.unary("/test.Echo/Mirror", SharedBytes())
      }
    }
  }
}
