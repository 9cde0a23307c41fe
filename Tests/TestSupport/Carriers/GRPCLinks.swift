internal import Bytes
internal import CoreGRPC
internal import JSON
internal import Protobufs
internal import Synchronization
internal import Wire

extension SingleRequests {
  /// Each request is an `ExecuteRequest`.
  static func unary(
    _ live: LiveService, asStruct: Bool, _ inbox: Inbox<Received>, metadata: @escaping @Sendable () -> CallMetadata,
    opened: @escaping @Sendable (String) -> Void
  ) -> SingleRequests {
    let path = Mcp_MCPService.Method.executeRequest.path
    let execute: @Sendable (SharedBytes, CallMetadata) async throws -> Void = { bytes, metadata in
      let answer = try await live.channel.unary(path, bytes, metadata.options(asStruct: asStruct))
      if let session = answer.initialMetadata.first("mcp-session-id") { opened(session) }
      inbox.put(.message(try WireMessages.json(answer.message)))
    }
    return SingleRequests(
      inbox, metadata: metadata, drain: live.beginDraining,
      bytesCall: { bytes, metadata in try await execute(SharedBytes(bytes), metadata) },
      call: { message, metadata in
        try await execute(WireMessages.request(message, asStruct: asStruct).encoded(), metadata)
      })
  }

  /// Each request is a `ServerStream`.
  static func serverStream(
    _ live: LiveService, asStruct: Bool, _ inbox: Inbox<Received>, metadata: @escaping @Sendable () -> CallMetadata,
    opened: @escaping @Sendable (String) -> Void
  ) -> SingleRequests {
    let path = Mcp_MCPService.Method.serverStream.path
    let stream: @Sendable (SharedBytes, CallMetadata) async throws -> Void = { bytes, metadata in
      let stream = try live.channel.stream(path, metadata.options(asStruct: asStruct))
      try await stream.send(bytes)
      stream.finishSending()
      while let answer = try await stream.next() {
        if let session = await stream.initialMetadata().first("mcp-session-id") { opened(session) }
        inbox.put(.message(try WireMessages.json(answer)))
      }
    }
    return SingleRequests(
      inbox, metadata: metadata, drain: live.beginDraining,
      bytesCall: { bytes, metadata in try await stream(SharedBytes(bytes), metadata) },
      replyCall: { response, metadata in
        let answer = try await live.channel.unary(
          Mcp_MCPService.Method.executeRequest.path,
          WireMessages.request(response, asStruct: asStruct).encoded(), metadata.options(asStruct: asStruct))
        guard try WireMessages.json(answer.message) == [:] else { throw TestFailure("a response was answered") }
      },
      call: { message, metadata in
        try await stream(WireMessages.request(message, asStruct: asStruct).encoded(), metadata)
      })
  }
}

extension CallMetadata {
  func options(asStruct: Bool) -> CallOptions {
    var metadata = Metadata()
    if !asStruct { metadata.append("mcp-payload", "json") }
    if let sessionID { metadata.append("mcp-session-id", sessionID) }
    for (key, value) in extra { metadata.append(key, value) }
    return CallOptions(metadata: metadata)
  }
}

/// A `StreamRequests` call.
final class StreamLink: Link {
  private let live: LiveService
  private let stream: ClientStream
  private let asStruct: Bool

  init(_ live: LiveService, asStruct: Bool, metadata: CallMetadata) throws {
    self.live = live
    self.asStruct = asStruct
    var options = metadata.options(asStruct: asStruct)
    options.metadata.append("mcp-extended", "1")
    stream = try live.channel.stream(Mcp_MCPService.Method.streamRequests.path, options)
  }

  func send(_ message: JSONValue) async throws {
    try await stream.send(WireMessages.request(message, asStruct: asStruct).encoded())
  }

  func send(bytes: [UInt8]) async throws { try await stream.send(SharedBytes(bytes)) }
  func cancel(_ id: JSONValue) async throws { try await send(Client.cancellation(of: id)) }
  func finish() async { stream.finishSending() }
  func reset() async { stream.cancel() }
  func drain() async { live.beginDraining() }

  /// Reads until the call ends.
  func receive(into inbox: Inbox<Received>) async {
    do {
      while let bytes = try await stream.next() { inbox.put(.message(try WireMessages.json(bytes))) }
    } catch let error as GRPCError {
      inbox.put(.failed(error.status))
    } catch {
      inbox.put(.failed(GRPCStatus(.unknown, "\(error)")))
    }
    inbox.close()
  }

  /// Reads for as long as `body` runs, and then to the call's end.
  func receiving<Value>(into inbox: Inbox<Received>, _ body: (any Link) async throws -> Value) async throws -> Value {
    try await serving {
      await self.receive(into: inbox)
    } during: {
      try await body(self)
    } stop: { failed in
      if failed { stream.cancel() } else { stream.finishSending() }
    }
  }
}
