internal import CGRPC
internal import Synchronization

/// The core's channel; destroyed once.
final class ChannelHandle: @unchecked Sendable {
  private let channel: OpaquePointer
  private let isDestroyed = Atomic(false)

  init?(target: String, credentials: ChannelCredentials, configuration: GRPCChannelConfiguration) {
    guard let secrets = credentials.make() else { return nil }
    defer { grpc_channel_credentials_release(secrets) }
    var arguments = ChannelArguments(configuration, credentials)
    channel = arguments.withArguments { grpc_channel_create(target, secrets, $0) }
  }

  func makeCall(_ path: String, on loop: EventLoop, deadline: Duration?) -> OpaquePointer {
    let path = path.makeSlice()
    defer { grpc_slice_unref(path) }
    return grpc_channel_create_call(
      channel, nil, rialto_propagate_defaults, loop.queue, path, nil, Deadline.timespec(after: deadline), nil)
  }

  /// No call may be made afterwards.
  func destroy() {
    guard isDestroyed.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
    grpc_channel_destroy(channel)
  }
}
