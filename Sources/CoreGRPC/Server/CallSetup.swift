internal import Handoff

/// What all calls that a server takes on one event loop are served with.
struct CallSetup: @unchecked Sendable {
  /// The core's server, which the loop's calls do not outlive.
  let server: OpaquePointer
  let loop: EventLoop
  let gate: ArrivalGate
  let tasks: TaskSupervisor
  let configuration: GRPCServerConfiguration
}
