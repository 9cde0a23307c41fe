/// One way in for clients. Making it binds its address; it serves while it runs.
protocol Listener: Sendable {
  /// What and where, for people: `grpc 127.0.0.1:50051`.
  var place: String { get }

  /// Serves until it has drained.
  func run() async throws

  /// Takes nothing new, and lets what is under way go on for so long. From any thread.
  func beginGracefulShutdown(drain: Duration)
}
