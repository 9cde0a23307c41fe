internal import CGRPC

/// Wakes a completion queue from another thread.
///
/// The C API has no alarm. An empty batch on any call posts its tag to the call's queue at once, so the waker keeps
/// one call on a channel that leads nowhere.
struct Waker: @unchecked Sendable {
  /// Below any object's address.
  static let tag: UInt = 1

  private let channel: OpaquePointer
  private let call: OpaquePointer

  init(queue: OpaquePointer) {
    channel = grpc_lame_client_channel_create("lame", GRPC_STATUS_UNAVAILABLE, "wakes an event loop")
    let path = grpc_slice_from_static_buffer("/wake", 5)
    call = grpc_channel_create_call(
      channel, nil, rialto_propagate_defaults, queue, path, nil, gpr_inf_future(GPR_CLOCK_MONOTONIC), nil)
  }

  /// Makes the queue return `tag` once. Only for a queue that is not shut down.
  func wake() {
    let result = grpc_call_start_batch(call, nil, 0, UnsafeMutableRawPointer(bitPattern: Self.tag), nil)
    precondition(result == GRPC_CALL_OK, "an empty batch was refused")
  }

  func close() {
    grpc_call_unref(call)
    grpc_channel_destroy(channel)
  }
}
