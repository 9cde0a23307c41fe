internal import CGRPC

/// A server's part on one event loop: the calls it requested ahead and the tasks of its handlers.
final class ServerLoop: Sendable {
  let events: EventLoop
  let tasks: TaskSupervisor
  private let server: UInt
  private let unary: [UnaryAcceptor]
  private let streams: [StreamAcceptor]
  private let callsRequestedAhead: Int

  /// Streams and unknown methods come less often than unary calls: fewer are requested ahead.
  private static var streamsRequestedAhead: Int { 8 }

  init(
    server: OpaquePointer, events: EventLoop, gate: ArrivalGate, configuration: GRPCServerConfiguration,
    methods: [(GRPCMethod, UnsafeMutableRawPointer)]
  ) {
    self.events = events
    self.server = UInt(bitPattern: server)
    callsRequestedAhead = configuration.callsRequestedAhead
    let tasks = TaskSupervisor(idleLimit: callsRequestedAhead)
    self.tasks = tasks
    var unary: [UnaryAcceptor] = []
    var streams: [StreamAcceptor] = []
    for (method, handle) in methods {
      switch method.kind {
      case .unary(let handler):
        unary.append(
          UnaryAcceptor(
            server: server, method: handle, loop: events, gate: gate, tasks: tasks, configuration: configuration,
            handler: handler))
      case .stream(let handler):
        streams.append(
          StreamAcceptor(
            server: server, method: handle, loop: events, gate: gate, tasks: tasks, configuration: configuration,
            handler: handler))
      }
    }
    self.unary = unary
    self.streams = streams
  }

  /// Requests the first calls. The server has to be started.
  func accept() {
    for acceptor in unary { acceptor.requestFirst(callsRequestedAhead) }
    for _ in 0..<Self.streamsRequestedAhead {
      for acceptor in streams { acceptor.requestNext() }
      UnknownCall(server: OpaquePointer(bitPattern: server)!, loop: events).request()
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
