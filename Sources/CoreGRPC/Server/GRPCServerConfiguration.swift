/// The limits and times of a server. Every buffer and table of the room is bounded by one of them.
package struct GRPCServerConfiguration: Sendable {
  /// Threads with a completion queue each; at least 1. The default is the number of processors.
  package var eventLoops: Int
  /// The largest request message; a larger one is answered RESOURCE_EXHAUSTED. Default 4 MiB.
  package var maxReceiveMessageBytes = 4 << 20
  /// The largest response message; for a larger one the call fails with RESOURCE_EXHAUSTED. Default 4 MiB.
  package var maxSendMessageBytes = 4 << 20
  /// Calls at the same time on one connection; further ones wait at the client. Default 1,024.
  package var maxConcurrentStreams = 1024
  /// The metadata of one call, keys and values together; a call with more is refused. Default 16 KiB.
  package var maxMetadataBytes = 16 << 10
  /// A ping goes out after this long without traffic. Default two hours, as the core's.
  package var keepaliveTime: Duration = .seconds(7200)
  /// A connection whose ping is not answered for this long is closed. Default 20 s.
  package var keepaliveTimeout: Duration = .seconds(20)
  /// A client that pings more often than this on an idle connection is told to go away. Default 30 s.
  package var minPingInterval: Duration = .seconds(30)
  /// A connection this old is asked to move its calls elsewhere; nil for never, which is the default.
  package var maxConnectionAge: Duration?
  /// After `maxConnectionAge`, calls have this long to end; nil for no limit, which is the default.
  package var maxConnectionAgeGrace: Duration?
  /// A connection without calls for this long is closed; nil for never, which is the default.
  package var maxConnectionIdle: Duration?
  /// Requests asked of the core ahead of their arrival, for each unary method on each loop. Default 64.
  package var callsRequestedAhead = 64
  /// Outgoing bytes a stream holds before `send` suspends. Default 256 KiB.
  package var streamHighWaterBytes = 256 << 10

  package init(eventLoops: Int) {
    self.eventLoops = eventLoops
  }

  /// One loop a processor and the defaults above.
  package static var defaults: GRPCServerConfiguration {
    GRPCServerConfiguration(eventLoops: Processors.count)
  }

  func check() throws(GRPCError) {
    let counts = [
      eventLoops, maxReceiveMessageBytes, maxSendMessageBytes, maxConcurrentStreams, maxMetadataBytes,
      callsRequestedAhead, streamHighWaterBytes,
    ]
    guard counts.allSatisfy({ $0 >= 1 }) else {
      throw GRPCError(.invalidArgument, "a server's limits are 1 or more")
    }
  }
}
