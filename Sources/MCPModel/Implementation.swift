package import JSON

/// The name and version of a client or server program (MCP, `Implementation`). Self-reported and never verified:
/// nothing may depend on it.
public struct Implementation: Sendable {
  public var name: String
  public var version: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?

  public init(name: String, version: String, title: String? = nil) {
    self.name = name
    self.version = version
    self.title = title
  }

  package func json(for revision: ProtocolRevision) -> JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.member("name", name)
    builder.member("version", version)
    if revision.traits.hasTitles { builder.member("title", title) }
    builder.endObject()
    return builder.finish()
  }
}

extension JSONBuilder {
  package mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }

  /// Writes nothing where there is no value.
  package mutating func member(_ name: StaticString, _ text: String?) {
    if let text { member(name, text) }
  }

  package mutating func member(_ name: StaticString, _ flag: Bool?) {
    guard let flag else { return }
    key(name)
    bool(flag)
  }

  package mutating func member(_ name: StaticString, _ number: Int64?) {
    guard let number else { return }
    key(name)
    int(number)
  }

  package mutating func member(_ name: StaticString, _ json: JSONValue?) {
    guard let json else { return }
    key(name)
    value(json)
  }
}
