/// What only `probe` can be told.
package struct ProbeOptions: Sendable, Equatable {
  /// Where to ask over HTTP or WebSocket; nil means over gRPC.
  package var url: String?
  /// The gRPC service to ask about; empty means the server as a whole.
  package var service = ""
  /// How long the answer may take.
  package var timeout = Duration.seconds(5)

  package init() {}
}
