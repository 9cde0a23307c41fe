internal import Bytes
internal import CoreGRPC
internal import MCPEngine
internal import MCPModel
internal import Protobufs
internal import Synchronization

/// `StreamRequests` as a carrier: a gRPC stream is one connection.
final class StreamCarrier: Carrier {
  let arrival: Arrival
  private let stream: ServerStream
  private let codec: MessageCodec
  private let form: PayloadForm
  /// Whether the peer knows the fields that the first form of `mcp.proto` did not have.
  private let isExtended: Atomic<Bool>
  let tellsRequestsApart: Bool
  private let end = Mutex(GRPCStatus.ok)
  /// A message that was seen, and then left to `next`.
  private let seen = Mutex<CarrierEvent?>(nil)

  init(_ stream: ServerStream, codec: MessageCodec) {
    self.stream = stream
    self.codec = codec
    self.form = stream.preferredForm
    self.isExtended = Atomic(stream.isExtended)
    self.tellsRequestsApart = stream.metadata(first: MetadataKey.related) == "1"
    self.arrival = Arrival(carrier: GRPCCarriers.streamRequests, peer: stream, deadline: stream.deadline)
  }

  /// The status to close the stream with, once it has been served.
  var status: GRPCStatus { end.withLock { $0 } }

  func next() async -> CarrierEvent {
    switch await stream.nextEvent() {
    case .ended: return .ended
    case .failed: return .reset
    case .draining:
      end.withLock { $0 = .draining }
      return .draining
    case .message(let bytes):
      return takeSeen() ?? event(of: bytes)
    }
  }

  func receiveImmediately(_ body: (@Sendable (JSONRPCRequest) -> Bool)?) {
    guard let body else { return stream.receiveImmediately(nil) }
    stream.receiveImmediately { [self] bytes in
      let event = event(of: bytes)
      if case .message(.request(let request)) = event, body(request) { return true }
      seen.withLock { $0 = event }
      return false
    }
  }

  /// What the message that was left to `next` said.
  private func takeSeen() -> CarrierEvent? {
    seen.withLock { seen in
      defer { seen = nil }
      return seen
    }
  }

  private func event(of bytes: SharedBytes) -> CarrierEvent {
    do {
      let received = try codec.request(bytes, form: form)
      if received.isExtended { isExtended.store(true, ordering: .relaxed) }
      switch received.content {
      case .message(let message): return .message(message)
      case .malformed(let response): return .malformed(response)
      }
    } catch {
      // Where one message is not protobuf, nothing says where the next begins to make sense.
      end.withLock { $0 = .malformed(error) }
      return .reset
    }
  }

  func offer(_ response: JSONRPCResponse) -> Bool {
    // Asked first: a large answer that has to wait would be encoded twice.
    stream.hasRoom && stream.enqueue(codec.encode(response))
  }

  func send(_ message: JSONRPCMessage) async -> Bool { await send(encode(message)) }

  func send(_ message: JSONRPCMessage, for request: RequestID) async -> Bool {
    await send(codec.encodeCaused(message, related: request))
  }

  /// Not said to a peer that reads so slowly that messages wait: it keeps its connection.
  func release(_ request: RequestID) { _ = stream.enqueue(codec.encodeRelease(of: request)) }

  /// Said to a bridge, whose client may have nothing but the session; not where it reads so slowly that messages wait:
  /// its next request is refused then.
  func sessionEnded() {
    guard tellsRequestsApart else { return }
    _ = stream.enqueue(codec.encode(JSONRPCResponse(id: nil, outcome: .failure(.unknownSession))))
  }

  private func send(_ bytes: SharedBytes?) async -> Bool {
    guard let bytes else { return false }
    do {
      try await stream.send(bytes)
      return true
    } catch {
      // The stream is over, which `next` reports.
      return false
    }
  }

  /// Nil where the peer could not understand the message.
  private func encode(_ message: JSONRPCMessage) -> SharedBytes? {
    switch message {
    case .response(let response): codec.encode(response)
    case .notification, .request: isExtended.load(ordering: .relaxed) ? codec.encodeCaused(message) : nil
    }
  }
}

extension MCPService {
  /// `StreamRequests`.
  func serve(_ stream: ServerStream) async -> GRPCStatus {
    let carrier = StreamCarrier(stream, codec: codec)
    await backend.serve(carrier)
    return carrier.status
  }
}
