internal import CGRPC
internal import Handoff

/// A server's part on one event loop: the calls it requested ahead and the tasks of its handlers.
final class ServerLoop: Sendable {
  private let setup: CallSetup
  private let unary: [UnaryAcceptor]
  private let streams: [StreamAcceptor]

  /// Streams and unknown methods come less often than unary calls: fewer are requested ahead.
  private static var streamsRequestedAhead: Int { 8 }

  init(
    server: OpaquePointer, events: EventLoop, gate: ArrivalGate, configuration: GRPCServerConfiguration,
    methods: [(GRPCMethod, UnsafeMutableRawPointer)]
  ) {
    setup = CallSetup(
      server: server, loop: events, gate: gate, tasks: TaskSupervisor(idleLimit: configuration.callsRequestedAhead),
      configuration: configuration)
    var unary: [UnaryAcceptor] = []
    var streams: [StreamAcceptor] = []
    for (method, handle) in methods {
      switch method.kind {
      case .unary(let handler): unary.append(UnaryAcceptor(setup, method: handle, handler: handler))
      case .stream(let handler): streams.append(StreamAcceptor(setup, method: handle, handler: handler))
      }
    }
    self.unary = unary
    self.streams = streams
  }

  var events: EventLoop { setup.loop }
  var tasks: TaskSupervisor { setup.tasks }

  /// Requests the first calls. The server has to be started.
  func accept() {
    for acceptor in unary { acceptor.requestFirst() }
    for _ in 0..<Self.streamsRequestedAhead {
      for acceptor in streams { acceptor.requestNext() }
      UnknownCall(server: setup.server, loop: events).request()
    }
  }

  func drain() {
    for acceptor in streams { acceptor.drain() }
  }

  /// Ends the loop. The server has to be destroyed.
  func stop() async {
    events.stop()
    await events.ended()
    for acceptor in unary { acceptor.close() }
  }
}
