/// Where legacy sessions are kept between single-request calls. Memory by default; an engine shared by replicas brings
/// one that they share.
package protocol SessionStore: Sendable {
  /// - Throws: `MCPError` where the store is full or out of reach.
  func insert(_ session: Session) async throws
  /// The session, which counts as used now; nil where it is unknown or has expired.
  func session(_ id: String) async throws -> Session?
}
