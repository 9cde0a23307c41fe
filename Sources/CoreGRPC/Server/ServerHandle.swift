internal import CGRPC
internal import Synchronization

/// The core's server and the order in which it may be used: register and listen, start, shut down, destroy.
struct ServerHandle: @unchecked Sendable {
  let server: OpaquePointer
  private let loops: [EventLoop]
  private let library: CoreLibrary

  init(configuration: GRPCServerConfiguration, loops: [EventLoop], library: CoreLibrary) {
    var arguments = ChannelArguments(configuration)
    server = arguments.withArguments { grpc_server_create($0, nil) }
    for loop in loops { grpc_server_register_completion_queue(server, loop.queue, nil) }
    self.loops = loops
    self.library = library
  }

  func register(_ methods: [GRPCMethod]) throws(GRPCError) -> [(GRPCMethod, UnsafeMutableRawPointer)] {
    var registered: [(GRPCMethod, UnsafeMutableRawPointer)] = []
    for method in methods {
      let payload =
        switch method.kind {
        case .unary: GRPC_SRM_PAYLOAD_READ_INITIAL_BYTE_BUFFER
        case .stream: GRPC_SRM_PAYLOAD_NONE
        }
      guard let handle = grpc_server_register_method(server, method.path, nil, payload, 0) else {
        throw GRPCError(.invalidArgument, "the method \(method.path) cannot be registered, or is registered twice")
      }
      registered.append((method, handle))
    }
    return registered
  }

  func listen(on address: String, credentials: ServerCredentials) throws(GRPCError) -> Int {
    guard let handle = credentials.make() else {
      throw GRPCError(.failedPrecondition, "the TLS certificate, key or roots cannot be used")
    }
    defer { grpc_server_credentials_release(handle) }
    let port = grpc_server_add_http2_port(server, address, handle)
    guard port > 0 else {
      throw GRPCError(.failedPrecondition, "cannot listen on \(address): \(credentials.bindFailureHint)")
    }
    return Int(port)
  }

  func start() {
    grpc_server_start(server)
  }

  func shutDown(_ notice: CompletionTarget) {
    grpc_server_shutdown_and_notify(server, loops[0].queue, notice.makeTag(.drained))
  }

  func cancelAllCalls() {
    grpc_server_cancel_all_calls(server)
  }

  /// Only after `shutDown` returned and its notice came.
  func destroy() {
    grpc_server_destroy(server)
  }

  /// Takes a server apart that never ran, without waiting for it.
  func destroyUnused() {
    let unused = UnusedServer(handle: self)
    shutDown(unused)
    unused.takeStep()
  }

  /// Destroys its server when the notice came and the function that asked for it returned: with no calls to wait for,
  /// the notice can come first, while that function still uses the server.
  private final class UnusedServer: CompletionTarget, @unchecked Sendable {
    private let handle: ServerHandle
    private let stepsLeft = Atomic(2)

    init(handle: ServerHandle) {
      self.handle = handle
    }

    override func complete(_ operation: Operation, success: Bool) -> Disposition {
      takeStep()
      return .keep
    }

    func takeStep() {
      guard stepsLeft.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
      handle.destroy()
      for loop in handle.loops { loop.stop() }
    }
  }
}

extension ChannelArguments {
  init(_ configuration: GRPCServerConfiguration) {
    self.init()
    // Two servers on one port would share its connections silently.
    set(GRPC_ARG_ALLOW_REUSEPORT, 0)
    // Statistics that this room has no way to read, kept at the cost of every call.
    set(GRPC_ARG_ENABLE_CHANNELZ, 0)
    set(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, configuration.maxReceiveMessageBytes)
    // The limit on sending is ours: the core's would fail the whole batch, and the client would get no status.
    set(GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, -1)
    set(GRPC_ARG_MAX_CONCURRENT_STREAMS, configuration.maxConcurrentStreams)
    set(GRPC_ARG_MAX_METADATA_SIZE, configuration.maxMetadataBytes)
    set(milliseconds: GRPC_ARG_KEEPALIVE_TIME_MS, configuration.keepaliveTime)
    set(milliseconds: GRPC_ARG_KEEPALIVE_TIMEOUT_MS, configuration.keepaliveTimeout)
    set(milliseconds: GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, configuration.minPingInterval)
    set(milliseconds: GRPC_ARG_MAX_CONNECTION_AGE_MS, configuration.maxConnectionAge)
    set(milliseconds: GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, configuration.maxConnectionAgeGrace)
    set(milliseconds: GRPC_ARG_MAX_CONNECTION_IDLE_MS, configuration.maxConnectionIdle)
  }
}
