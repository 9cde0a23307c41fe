/// Why this room exists: it offers a backend over gRPC, as `mcp.MCPService` with the standard health and reflection
/// services, and makes a remote one a backend. It imports CoreGRPC, Wire, Protobufs, JSON, MCPModel and MCPEngine, and
/// knows how messages travel over gRPC but not what any of them means.

internal import Bytes
package import CoreGRPC
package import MCPEngine
internal import JSON
internal import MCPModel
internal import Protobufs
internal import Wire

/// `mcp.MCPService` on a backend.
package struct MCPService: Sendable {
  /// The full name of the service.
  package static let name = Mcp_MCPService.name

  let backend: any Backend
  let drain: DrainSignal
  let codec: MessageCodec

  /// - Parameters:
  ///   - drain: when it is raised the service says that it is not serving.
  ///   - maxMessageBytes: the largest answer; a larger one becomes a JSON-RPC error.
  ///   - jsonDepth: how deep payloads may be nested.
  package init(backend: any Backend, drain: DrainSignal, maxMessageBytes: Int, jsonDepth: Int) {
    self.backend = backend
    self.drain = drain
    self.codec = MessageCodec(
      limits: JSONLimits(maximumDepth: jsonDepth, maximumSizeBytes: maxMessageBytes), maxMessageBytes: maxMessageBytes)
  }

  package var methods: [GRPCMethod] {
    [
      .unary(Mcp_MCPService.Method.executeRequest.path) { call, bytes in execute(call, bytes) },
      .stream(Mcp_MCPService.Method.streamRequests.path) { stream in await serve(stream) },
      .stream(Mcp_MCPService.Method.serverStream.path) { stream in await serveOne(stream) },
      .unary(Mcp_MCPService.Method.healthCheck.path) { _, _ in
        var response = Mcp_HealthCheckResponse()
        response.healthy = !drain.isRaised
        response.status = response.healthy ? "SERVING" : "NOT_SERVING"
        return .now(GRPCReply(message: response.encoded()))
      },
    ]
  }
}

/// The metadata keys of `mcp.proto`.
enum MetadataKey {
  static let sessionID: StaticString = "mcp-session-id"
  static let payload: StaticString = "mcp-payload"
  static let extended: StaticString = "mcp-extended"
  static let protocolVersion: StaticString = "mcp-protocol-version"
  static let method: StaticString = "mcp-method"
  static let name: StaticString = "mcp-name"
  static let related: StaticString = "mcp-related"
  static let mirrored: StaticString = "mcp-mirrored"
  static let parameter: StaticString = "mcp-param-bin"
}

/// What each RPC can carry.
package enum GRPCCarriers {
  package static let executeRequest = CarrierAbilities(
    transport: "grpc", carriesNotifications: false, subscriptionsNeed: "the RPC ServerStream or StreamRequests",
    questionsNeed: "the RPC ServerStream or StreamRequests", changesNeed: "the RPC StreamRequests")
  package static let serverStream = CarrierAbilities(
    transport: "grpc", carriesNotifications: true, changesNeed: "the RPC StreamRequests")
  package static let streamRequests = CarrierAbilities(transport: "grpc", carriesNotifications: true)
}

extension ServerCall: Peer {
  package var address: String { peer }
}

/// What a bridge found in the header of an HTTP request.
extension ServerCall: MirroredArguments {
  package func argument(_ name: String) -> String? {
    let values = all.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  package var all: [(name: String, value: String)] {
    metadata.all(MetadataKey.parameter).compactMap { bytes in
      guard let text = bytes.string, let mark = text.firstIndex(of: "=") else { return nil }
      return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }
  }
}

extension ServerCall {
  /// What the call itself says of its request.
  func arrival(over carrier: CarrierAbilities, sink: (any MessageSink)? = nil) -> Arrival {
    Arrival(carrier: carrier, peer: self, deadline: deadline, mirrored: mirrored, sink: sink)
  }

  private var mirrored: MirroredMetadata? {
    let version = metadata(first: MetadataKey.protocolVersion)
    let method = metadata(first: MetadataKey.method)
    let name = metadata(first: MetadataKey.name)
    let hasArguments = metadata(first: MetadataKey.mirrored) == "all"
    guard version != nil || method != nil || name != nil || hasArguments else { return nil }
    return MirroredMetadata(
      protocolVersion: version, method: method, name: name, arguments: hasArguments ? self : nil)
  }

  /// The form of answers to requests that have no params.
  var preferredForm: PayloadForm { metadata(first: MetadataKey.payload) == "json" ? .json : .protobufStruct }

  /// Whether the client announced that it knows every field of `mcp.proto`.
  var isExtended: Bool { metadata(first: MetadataKey.extended) == "1" }
}
