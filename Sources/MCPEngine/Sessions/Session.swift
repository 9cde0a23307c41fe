public import JSON
public import MCPModel

/// A legacy session (revisions up to 2025-11-25): what `initialize` agreed on.
///
/// A session is a small value that any replica can store and read. What is bound to a process, such as open streams,
/// is not part of it.
public struct Session: Sendable {
  /// 128 random bits as 32 hexadecimal digits: visible ASCII, and not to be guessed.
  public let id: String
  /// What `initialize` agreed on.
  public let revision: ProtocolRevision
  /// Whose it is; another principal that presents the id is told that it does not exist.
  public let owner: Principal
  /// The client's `capabilities` and `clientInfo`, as it sent them.
  public let clientCapabilities: JSONValue
  public let clientInfo: JSONValue
  /// The least level of log messages that the client asked for, nil where it has not.
  public internal(set) var logLevel: LogLevel?

  init(revision: ProtocolRevision, owner: Principal, clientCapabilities: JSONValue, clientInfo: JSONValue) {
    self.id = Identifier.random()
    self.revision = revision
    self.owner = owner
    self.clientCapabilities = clientCapabilities
    self.clientInfo = clientInfo
  }
}

extension Session {
  /// The stored form.
  package var json: JSONValue {
    [
      "id": .init(stringLiteral: id),
      "revision": .init(stringLiteral: revision.rawValue),
      "owner": .init(stringLiteral: owner.name),
      "clientCapabilities": clientCapabilities,
      "clientInfo": clientInfo,
      "logLevel": logLevel.map { .init(stringLiteral: $0.rawValue) } ?? nil,
    ]
  }

  /// Reads the stored form; nil where it is not one.
  package init?(json: JSONValue) {
    guard let id = json["id"]?.string,
      let revision = json["revision"]?.string.flatMap(ProtocolRevision.init(rawValue:)),
      let owner = json["owner"]?.string,
      let clientCapabilities = json["clientCapabilities"],
      let clientInfo = json["clientInfo"]
    else { return nil }
    self.id = id
    self.revision = revision
    self.owner = Principal(name: owner)
    self.clientCapabilities = clientCapabilities
    self.clientInfo = clientInfo
    self.logLevel = json["logLevel"]?.string.flatMap(LogLevel.init(rawValue:))
  }
}
