/// Why this room exists: it makes the C gRPC core (1.51) safe Swift: servers, channels, calls, and the event loops they
/// run on. It knows neither protobuf nor MCP; a message is `SharedBytes`. It may import `CGRPC` (internally: no C type
/// leaves the room), `Bytes`, `Handoff` and `TLS`.
///
/// The core's threads inherit the signal mask of the thread that first uses it. A program that wants SIGTERM for itself
/// blocks it before making its first server, channel or loop. This room touches no signal.
internal import CGRPC

/// Keeps the C library initialised while anything made by it is alive: one `grpc_init` and one `grpc_shutdown` each.
final class CoreLibrary: Sendable {
  init() {
    LockDiagnostics.off
    grpc_init()
  }

  deinit {
    grpc_shutdown()
  }
}
