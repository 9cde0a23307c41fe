/// What a client may say about a call besides its messages.
package struct CallOptions: Sendable {
  package var metadata: Metadata
  /// From the call's start to its end; nil for no limit. The server is told.
  package var deadline: Duration?
  /// Waits for a server that cannot be reached, until the deadline, instead of failing at once.
  package var waitsForReady: Bool

  package init(metadata: Metadata = Metadata(), deadline: Duration? = nil, waitsForReady: Bool = false) {
    self.metadata = metadata
    self.deadline = deadline
    self.waitsForReady = waitsForReady
  }
}
