/// Where legacy sessions are kept between single-request calls. Memory by default; an engine shared by replicas brings
/// one that they share.
package protocol SessionStore: Sendable {
  /// - Throws: `MCPError` where the store is full or out of reach.
  func insert(_ session: Session) async throws
  /// The session, which counts as used now; nil where it is unknown or has expired.
  func session(_ id: String) async throws -> Session?
  /// Stores a session's new value; does nothing where it has ended meanwhile.
  func update(_ session: Session) async throws
  /// Ends a session; nil where there is none.
  @discardableResult
  func remove(_ id: String) async throws -> Session?
  /// The sessions of an owner, in no order.
  func sessions(of owner: Principal) async throws -> [Session]
  /// How many sessions there are, have been, and were at the same time.
  func counts() async throws -> SessionCounts
}

/// How much a session store is used.
package struct SessionCounts: Sendable, Equatable {
  /// Sessions that exist now. An expired one counts until it is found out.
  package var active: Int
  /// Sessions that were ever opened.
  package var total: Int
  /// The most that existed at the same time.
  package var peak: Int

  package init(active: Int = 0, total: Int = 0, peak: Int = 0) {
    self.active = active
    self.total = total
    self.peak = peak
  }
}
