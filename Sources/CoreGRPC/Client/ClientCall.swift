internal import Bytes
internal import CGRPC
internal import Synchronization

/// What the core writes to while a client call's operations are outstanding: one block that never moves.
struct ClientCallBlock {
  var initialMetadata = grpc_metadata_array()
  var trailingMetadata = grpc_metadata_array()
  var message: UnsafeMutablePointer<grpc_byte_buffer>?
  var code = GRPC_STATUS_UNKNOWN
  var details = grpc_empty_slice()
}

/// A call on a client, from its start to its status.
class ClientCall: CompletionTarget, @unchecked Sendable {
  private enum Handle {
    case none
    /// Cancelled before the core knew of the call.
    case cancelled
    case open(OpaquePointer)
  }

  final let channel: GRPCChannel
  final let block: UnsafeMutablePointer<ClientCallBlock>
  private let call = Mutex(Handle.none)

  init(channel: GRPCChannel) {
    self.channel = channel
    block = .allocate(capacity: 1)
    block.initialize(to: ClientCallBlock())
    channel.loop.liveCalls.add(1, ordering: .relaxed)
  }

  deinit {
    if let message = block.pointee.message { grpc_byte_buffer_destroy(message) }
    grpc_metadata_array_destroy(block.pointer(to: \.initialMetadata)!)
    grpc_metadata_array_destroy(block.pointer(to: \.trailingMetadata)!)
    grpc_slice_unref(block.pointee.details)
    if case .open(let handle) = call.withLock({ $0 }) { grpc_call_unref(handle) }
    block.deallocate()
    channel.loop.liveCalls.subtract(1, ordering: .relaxed)
  }

  /// The core's call. Only after `open` succeeded.
  final var handle: OpaquePointer {
    call.withLock { call in
      guard case .open(let handle) = call else { preconditionFailure("the call is not open") }
      return handle
    }
  }

  /// Makes the core's call, unless it was cancelled already.
  final func open(_ path: String, deadline: Duration?) throws(GRPCError) {
    let isOpen = call.withLock { call in
      guard case .none = call else { return false }
      call = .open(channel.makeCall(path, deadline: deadline))
      return true
    }
    guard isOpen else { throw GRPCError(.cancelled, "the call was cancelled") }
  }

  /// Ends the call as soon as the core can; its operations still come back.
  final func cancel() {
    call.withLock { call in
      switch call {
      case .none: call = .cancelled
      case .cancelled: break
      case .open(let handle): grpc_call_cancel(handle, nil)
      }
    }
  }

  /// Only after the status came.
  final var status: GRPCStatus {
    let details = block.pointer(to: \.details)!
    let text = UnsafeRawBufferPointer(start: rialto_slice_start(details), count: rialto_slice_length(details))
    return GRPCStatus(
      GRPCStatus.Code(rawValue: Int(block.pointee.code.rawValue)) ?? .unknown,
      String(decoding: text, as: UTF8.self))
  }

  /// Only after it came.
  final var initialMetadata: ReceivedMetadata {
    ReceivedMetadata(block.pointer(to: \.initialMetadata)!, owner: self)
  }

  /// Only after the status came.
  final var trailingMetadata: ReceivedMetadata {
    ReceivedMetadata(block.pointer(to: \.trailingMetadata)!, owner: self)
  }

  /// Takes the message the core received, or nil when it received none.
  final func takeMessage() -> SharedBytes? {
    guard let buffer = block.pointee.message else { return nil }
    block.pointee.message = nil
    return SharedBytes(taking: buffer, library: channel.loop.library)
  }
}

extension Batch {
  mutating func sendInitialMetadata(of options: CallOptions) {
    sendInitialMetadata(options.metadata, flags: options.waitsForReady ? rialto_wait_for_ready : 0)
  }

  mutating func receiveStatus(into block: UnsafeMutablePointer<ClientCallBlock>) {
    receiveStatus(
      block.pointer(to: \.code)!, block.pointer(to: \.details)!, block.pointer(to: \.trailingMetadata)!)
  }
}

extension GRPCError {
  /// Why a call's first batch was refused.
  init(refused result: grpc_call_error) {
    let name = grpc_call_error_to_string(result).map { String(cString: $0) } ?? "unknown"
    self.init(
      .internal, "the call could not be started", cause: CoreRefusal(result: result.rawValue, name: name))
  }
}
