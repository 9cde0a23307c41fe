/// Legacy sessions as whoever operates the server sees them.
extension Engine {
  /// An owner's sessions, in no order: those in the store, and those of this process's connections.
  package func sessions(of owner: Principal) async throws -> [Session] {
    try await sessions.sessions(of: owner) + connectionSessions.sessions(of: owner)
  }

  /// Ends a session. Requests of it that run are answered, but their questions to the client are not; it is told of no
  /// more changes; the next request is told to open another session.
  ///
  /// - Returns: whether there was one of that owner.
  package func endSession(_ id: String, of owner: Principal) async throws -> Bool {
    if connectionSessions.end(id, of: owner) { return true }
    guard try await sessions.session(id)?.owner == owner, try await sessions.remove(id) != nil else { return false }
    liveSessions[id]?.questions.close()
    return true
  }

  /// How many sessions there are: in the store, which replicas may share, and in this process's connections.
  package func sessionCounts() async throws -> (stored: SessionCounts, connections: SessionCounts) {
    (try await sessions.counts(), connectionSessions.counts)
  }
}
