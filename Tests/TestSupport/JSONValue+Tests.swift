package import Bytes
package import JSON

extension JSONValue {
  package static func text(_ text: String) -> JSONValue { JSONValue(stringLiteral: text) }
  package static func number(_ number: Int64) -> JSONValue { JSONValue(integerLiteral: number) }

  /// A value as JSON text says it, its number tokens kept.
  package static func json(_ text: String) -> JSONValue {
    do {
      return try JSONValue.parse(text, limits: JSONLimits(maximumDepth: 512))
    } catch {
      preconditionFailure("a test's own JSON is wrong: \(error)")
    }
  }

  package static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    for (name, value) in members {
      builder.key(name)
      builder.value(value)
    }
    builder.endObject()
    return builder.finish()
  }

  package init(elements: [JSONValue]) {
    var builder = JSONBuilder()
    builder.beginArray()
    for element in elements { builder.value(element) }
    builder.endArray()
    self = builder.finish()
  }

  /// The object with one member more, or with another value for it; without it where `value` is nil.
  package func with(_ name: String, _ value: JSONValue?) -> JSONValue {
    var members = members.map { ($0.key.string, $0.value) }
    if let index = members.firstIndex(where: { $0.0 == name }) {
      if let value { members[index].1 = value } else { members.remove(at: index) }
    } else if let value {
      members.append((name, value))
    }
    return .object(members)
  }

  /// The names of an object's members, in their order.
  package var names: [String] { members.map(\.key.string) }

  /// An array nested `depth` deep.
  package static func nested(_ depth: Int) -> JSONValue {
    .json(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
  }
}

extension SharedBytes {
  package static func text(_ text: String) -> SharedBytes { SharedBytes(text.utf8) }
}
