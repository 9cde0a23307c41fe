package import JSON

/// A value that a peer sent, together with its place, so that whatever is wrong with it can be said with its path.
package struct ReceivedValue {
  package let json: JSONValue
  /// A JSON Pointer (RFC 6901).
  package let path: String

  /// - Parameter path: where the value lies in its message; empty for a value that is looked at by itself.
  package init(_ json: JSONValue, at path: String) {
    self.json = json
    self.path = path
  }

  /// The error that the peer is told: -32602 with the path.
  package func error(_ message: String) -> MCPError { .invalidParams(message, at: path) }

  package func object() throws(MCPError) -> JSONValue {
    guard json.kind == .object else { throw error("must be an object") }
    return json
  }

  package func string() throws(MCPError) -> String {
    guard let text = json.string else { throw error("must be a string") }
    return text
  }

  package func strings() throws(MCPError) -> [String] {
    try elements { (element) throws(MCPError) in try element.string() }
  }

  package func double() throws(MCPError) -> Double {
    guard let number = json.double else { throw error("must be a number") }
    return number
  }

  package func elements<Element>(
    _ read: (ReceivedValue) throws(MCPError) -> Element
  ) throws(MCPError) -> [Element] {
    guard json.kind == .array else { throw error("must be an array") }
    var elements: [Element] = []
    elements.reserveCapacity(json.count)
    for (index, element) in json.elements.enumerated() {
      elements.append(try read(ReceivedValue(element, at: "\(path)/\(index)")))
    }
    return elements
  }

  /// The members of an object with their names.
  package func members() throws(MCPError) -> [(name: String, value: ReceivedValue)] {
    try object().members.map { key, value in
      let name = key.string
      return (name, ReceivedValue(value, at: path + "/" + Self.escaped(name)))
    }
  }

  /// The place of a member, whether or not it is there; null where it is not.
  package func member(_ name: String) -> ReceivedValue {
    ReceivedValue(json[name] ?? nil, at: path + "/" + Self.escaped(name))
  }

  /// A member that has to be there.
  package func required(_ name: StaticString) throws(MCPError) -> ReceivedValue {
    guard let member = try optional(name) else {
      throw ReceivedValue(json, at: "\(path)/\(name)").error("is missing")
    }
    return member
  }

  /// A member, nil where there is none. A null is a value.
  package func optional(_ name: StaticString) throws(MCPError) -> ReceivedValue? {
    try object()[name].map { ReceivedValue($0, at: "\(path)/\(name)") }
  }

  /// One of the values of an enumeration.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _: Choice.Type = Choice.self
  ) throws(MCPError) -> Choice {
    guard let choice = json.string.flatMap(Choice.init(rawValue:)) else {
      throw error("must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// A peer's name as part of a pointer. Names are of any length, error messages are not.
  private static func escaped(_ name: String) -> String {
    var escaped = ""
    for scalar in name.unicodeScalars.prefix(64) {
      switch scalar {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
