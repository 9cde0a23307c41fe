internal import CGRPC
internal import Synchronization

/// Keeps streams of one method requested ahead on one event loop, and knows those that are open.
final class StreamAcceptor: @unchecked Sendable {
  let setup: CallSetup
  let handler: GRPCMethod.StreamHandler
  private let method: UnsafeMutableRawPointer
  private let open = Mutex(Open())

  /// The open streams, bounded by the connections and the streams each may have.
  private struct Open {
    var streams: [ObjectIdentifier: ServerStream] = [:]
    var isDraining = false
  }

  init(_ setup: CallSetup, method: UnsafeMutableRawPointer, handler: @escaping GRPCMethod.StreamHandler) {
    self.setup = setup
    self.method = method
    self.handler = handler
  }

  /// Asks the core for one more stream.
  func requestNext() {
    let stream = ServerStream(acceptor: self)
    let block = stream.block
    let result = grpc_server_request_registered_call(
      setup.server, method, block.pointer(to: \.call)!, block.pointer(to: \.deadline)!, block.pointer(to: \.metadata)!,
      nil, setup.loop.queue, setup.loop.queue, stream.makeTag(.arrived))
    if result != GRPC_CALL_OK { stream.dropTag() }
  }

  /// Whether the server has begun to drain.
  var isDraining: Bool { open.withLock { $0.isDraining } }

  func add(_ stream: ServerStream) {
    let isDraining = open.withLock { open in
      open.streams[ObjectIdentifier(stream)] = stream
      return open.isDraining
    }
    if isDraining { stream.drain() }
  }

  func remove(_ stream: ServerStream) {
    _ = open.withLock { $0.streams.removeValue(forKey: ObjectIdentifier(stream)) }
  }

  /// Tells every open stream, and every later one, that the server drains.
  func drain() {
    let streams = open.withLock { open in
      open.isDraining = true
      return Array(open.streams.values)
    }
    for stream in streams { stream.drain() }
  }
}
