package import MCPModel

/// How a message came: everything about a request that the message itself does not say. An object, so that handing it
/// on costs one reference.
package final class Arrival: Sendable {
  package let carrier: CarrierAbilities
  package let principal: Principal
  package let peer: any Peer
  package let deadline: ContinuousClock.Instant?
  /// Copies of the request's own values that the transport found in its metadata.
  package let mirrored: MirroredMetadata?
  /// Where messages go that belong to the request; nil where the carrier cannot carry any.
  package let sink: (any MessageSink)?

  package init(
    carrier: CarrierAbilities, principal: Principal = .anonymous, peer: any Peer,
    deadline: ContinuousClock.Instant? = nil, mirrored: MirroredMetadata? = nil, sink: (any MessageSink)? = nil
  ) {
    self.carrier = carrier
    self.principal = principal
    self.peer = peer
    self.deadline = deadline
    self.mirrored = mirrored
    self.sink = sink
  }

  /// The same, but for what is given.
  func with(
    peer: (any Peer)? = nil, deadline: ContinuousClock.Instant? = nil, sink: (any MessageSink)? = nil
  ) -> Arrival {
    Arrival(
      carrier: carrier, principal: principal, peer: peer ?? self.peer, deadline: deadline ?? self.deadline,
      mirrored: mirrored, sink: sink ?? self.sink)
  }
}

/// The other end, described when somebody asks. An object, for the same reason.
package protocol Peer: AnyObject, Sendable {
  /// Such as `ipv4:127.0.0.1:50000`.
  var address: String { get }
}

/// Sends what a request causes before it is answered.
package protocol MessageSink: AnyObject, Sendable {
  /// Suspends until the carrier has accepted the message.
  ///
  /// - Returns: false where it can never be delivered: the peer is gone, or could not understand it.
  func send(_ message: JSONRPCMessage) async -> Bool

  /// Lets go of the connection that waits, where the client can come back for the rest.
  func release()
}

extension MessageSink {
  package func release() {}
}

/// What a carrier can carry. The table of all carriers is in the README and in the tests. An object, since what arrives
/// over a carrier refers to it.
package final class CarrierAbilities: Sendable {
  /// For people, such as `grpc` or `stdio`.
  package let transport: StaticString
  /// Whether notifications reach the client while a request is under way.
  package let carriesNotifications: Bool
  /// What a client should use for `subscriptions/listen`, where not this carrier.
  package let subscriptionsNeed: StaticString?
  /// What a client of a legacy session should use so that it can be asked, where not this carrier.
  package let questionsNeed: StaticString?
  /// What a client of a legacy session should use to be told of changes, where not this carrier.
  package let changesNeed: StaticString?

  package init(
    transport: StaticString, carriesNotifications: Bool, subscriptionsNeed: StaticString? = nil,
    questionsNeed: StaticString? = nil, changesNeed: StaticString? = nil
  ) {
    self.transport = transport
    self.carriesNotifications = carriesNotifications
    self.subscriptionsNeed = subscriptionsNeed
    self.questionsNeed = questionsNeed
    self.changesNeed = changesNeed
  }
}
