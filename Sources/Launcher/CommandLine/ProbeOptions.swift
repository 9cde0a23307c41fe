/// What only `probe` can be told.
package struct ProbeOptions: Sendable, Equatable {
  /// The gRPC service to ask about; empty means the server as a whole.
  package var service = ""
  /// How long the answer may take.
  package var timeout = Duration.seconds(5)

  package init() {}
}
