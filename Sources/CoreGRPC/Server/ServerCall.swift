internal import Bytes
internal import CGRPC
internal import Synchronization

/// What the core writes to while a server call's operations are outstanding: one block that never moves.
struct ServerCallBlock {
  var call: OpaquePointer?
  var metadata = grpc_metadata_array()
  var message: UnsafeMutablePointer<grpc_byte_buffer>?
  var deadline = gpr_timespec()
  var wasCancelled: Int32 = 0
}

/// A call as its handler sees it. It may be kept and asked after the call ended.
package class ServerCall: CompletionTarget, @unchecked Sendable {
  final let loop: EventLoop
  final let block: UnsafeMutablePointer<ServerCallBlock>

  init(loop: EventLoop) {
    self.loop = loop
    block = .allocate(capacity: 1)
    block.initialize(to: ServerCallBlock())
    loop.liveCalls.add(1, ordering: .relaxed)
  }

  deinit {
    release()
    block.deallocate()
    loop.liveCalls.subtract(1, ordering: .relaxed)
  }

  /// The core's call. Only after the call arrived.
  final var handle: OpaquePointer { block.pointee.call! }

  /// The client's metadata, looked up in place.
  package final var metadata: ReceivedMetadata {
    ReceivedMetadata(block.pointer(to: \.metadata)!, owner: self)
  }

  /// The first value of a metadata key as text; nil when there is none or it is not UTF-8.
  package final func metadata(first key: StaticString) -> String? {
    metadata.first(key)
  }

  /// When the client stops waiting; nil for never. Computed when asked for.
  package final var deadline: ContinuousClock.Instant? {
    Deadline.instant(block.pointee.deadline)
  }

  /// The address of the client's end of the connection, such as `ipv4:127.0.0.1:50124` or `unix:`. It proves nothing
  /// about who the client is.
  package final var peer: String {
    guard let text = grpc_call_get_peer(handle) else { return "" }
    defer { gpr_free(text) }
    return String(cString: text)
  }

  /// Takes the message the core received, or nil when it received none.
  final func takeMessage() -> SharedBytes? {
    guard let buffer = block.pointee.message else { return nil }
    block.pointee.message = nil
    return SharedBytes(taking: buffer, library: loop.library)
  }

  /// Lets go of the core's call and of everything that came with it. The block is ready for another call.
  final func release() {
    if let message = block.pointee.message { grpc_byte_buffer_destroy(message) }
    grpc_metadata_array_destroy(block.pointer(to: \.metadata)!)
    if let call = block.pointee.call { grpc_call_unref(call) }
    block.pointee = ServerCallBlock()
  }
}
