internal import JSON
internal import MCPModel
internal import Synchronization

/// What a client remembers of its messages.
final class ClientState: Sendable {
  struct Values: Sendable {
    var revision: ProtocolRevision?
    var metadata = CallMetadata()
    var lastID: Int64 = 0
    /// What the client declares that it can do.
    var capabilities: JSONValue = [:]
    /// Requests that were sent, by id, where they are written down.
    var requests: [String: JSONValue] = [:]
    var makesMistakes = false
  }

  private let values = Mutex(Values())

  func withLock<Result: Sendable>(_ body: (inout sending Values) -> sending Result) -> Result {
    values.withLock { body(&$0) }
  }

  /// Keeps a request of the client, for the transcript to have it beside its answer.
  func sent(_ message: JSONValue) {
    guard Transcript.shared.isWritten, message["method"]?.string != nil, let id = message["id"] else { return }
    withLock { $0.requests[id.description] = message }
  }

  /// Writes a message of the server down, with the revision and method that say what it has to be. What a result
  /// answers was understood, so it is written down as well.
  func received(_ message: JSONValue) {
    guard Transcript.shared.isWritten else { return }
    if message.kind == .array { return message.elements.forEach(received) }
    let (revision, request, makesMistakes) = withLock { values -> (String?, JSONValue?, Bool) in
      let request = message["method"] == nil ? message["id"].flatMap { values.requests[$0.description] } : nil
      let version =
        message["result"]?["protocolVersion"]?.string ?? request?["params"]?["_meta"]?[MetaKey.protocolVersion]?.string
      let revision = version.flatMap(ProtocolRevision.init(rawValue:)) ?? values.revision
      return (revision?.rawValue, request, values.makesMistakes)
    }
    guard let revision, let method = message["method"]?.string ?? request?["method"]?.string else { return }
    Transcript.shared.record(message, from: .server, revision: revision, method: method)
    if let request, message["result"] != nil, !makesMistakes {
      Transcript.shared.record(request, from: .client, revision: revision, method: method)
    }
  }

  /// Writes a client's answer to a request of the server down.
  func answered(_ message: JSONValue, to method: String) {
    guard let revision = withLock({ $0.makesMistakes ? nil : $0.revision }) else { return }
    Transcript.shared.record(message, from: .client, revision: revision.rawValue, method: method)
  }
}
