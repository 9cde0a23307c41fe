internal import JSON
internal import MCPModel
internal import Synchronization

/// What a client remembers of its messages.
final class ClientState: Sendable {
  struct Values: Sendable {
    var revision: ProtocolRevision?
    var metadata = CallMetadata()
    var lastID: Int64 = 0
    /// The methods of requests, by id.
    var methods: [String: String] = [:]
  }

  private let values = Mutex(Values())

  func withLock<Result: Sendable>(_ body: (inout sending Values) -> sending Result) -> Result {
    values.withLock { body(&$0) }
  }

  /// Writes a message of the server down, with the revision and method that say what it has to be.
  func record(_ message: JSONValue) {
    let (revision, method) = withLock { values -> (String?, String?) in
      let method = message["method"]?.string ?? message["id"].flatMap { values.methods[$0.description] }
      return (message["result"]?["protocolVersion"]?.string ?? values.revision?.rawValue, method)
    }
    guard let revision, let method else { return }
    Transcript.shared.record(message, revision: revision, method: method)
  }
}
