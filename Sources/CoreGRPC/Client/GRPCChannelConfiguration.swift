internal import CGRPC

/// The limits and times of a client's channel.
package struct GRPCChannelConfiguration: Sendable {
  /// The largest response message; for a larger one the call fails with RESOURCE_EXHAUSTED. Default 4 MiB.
  package var maxReceiveMessageBytes = 4 << 20
  /// The largest request message; a larger one is not sent and throws RESOURCE_EXHAUSTED. Default 4 MiB.
  package var maxSendMessageBytes = 4 << 20
  /// The metadata of one answer, keys and values together. Default 16 KiB.
  package var maxMetadataBytes = 16 << 10
  /// While calls are open a ping goes out after this long without traffic; nil, the default, for none.
  package var keepaliveTime: Duration?
  /// A connection whose ping is not answered for this long is closed. Default 20 s.
  package var keepaliveTimeout: Duration = .seconds(20)
  /// How long one attempt to connect may take. Default 20 s.
  package var connectTimeout: Duration = .seconds(20)
  /// The longest pause between two attempts to connect, during which calls fail at once. The first takes 100 ms, each
  /// that follows 1.6 times as long as the one before, and all differ by up to a fifth. Default 1 s.
  package var maxReconnectPause: Duration = .seconds(1)
  /// Lets the core repeat calls that no server has seen. Default off.
  package var retries = false
  /// Outgoing bytes a stream holds before `send` suspends. Default 256 KiB.
  package var streamHighWaterBytes = 256 << 10

  package init() {}

  /// The defaults above.
  package static var defaults: GRPCChannelConfiguration { GRPCChannelConfiguration() }
}

extension ChannelArguments {
  init(_ configuration: GRPCChannelConfiguration, _ credentials: ChannelCredentials) {
    self.init()
    // A channel has its own connection: closing it ends that, and two channels can be told apart.
    set(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1)
    set(GRPC_ARG_ENABLE_CHANNELZ, 0)
    set(GRPC_ARG_ENABLE_RETRIES, configuration.retries ? 1 : 0)
    set(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, configuration.maxReceiveMessageBytes)
    set(GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, -1)
    set(GRPC_ARG_MAX_METADATA_SIZE, configuration.maxMetadataBytes)
    set(milliseconds: GRPC_ARG_KEEPALIVE_TIME_MS, configuration.keepaliveTime)
    set(milliseconds: GRPC_ARG_KEEPALIVE_TIMEOUT_MS, configuration.keepaliveTimeout)
    // The core uses its least pause between two attempts as the time limit of each.
    set(milliseconds: GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, configuration.connectTimeout)
    set(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100)
    set(milliseconds: GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, configuration.maxReconnectPause)
    // A server that is replaced may come back under its name at another address.
    set(milliseconds: GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, configuration.maxReconnectPause)
    if case .tls(let tls) = credentials, let name = tls.serverName { set(GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, name) }
  }
}
