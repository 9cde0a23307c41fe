internal import JSON

/// JSON for people: two spaces a level, keys in the order they have.
enum PrettyJSON {
  static func text(_ value: JSONValue) -> String {
    var text = ""
    write(value, indent: "", to: &text)
    return text
  }

  private static func write(_ value: JSONValue, indent: String, to text: inout String) {
    let inner = indent + "  "
    switch value.kind {
    case .object where value.count > 0:
      text += "{"
      for (index, member) in value.members.enumerated() {
        text += (index == 0 ? "\n" : ",\n") + inner + member.key.value.description + ": "
        write(member.value, indent: inner, to: &text)
      }
      text += "\n\(indent)}"
    case .array where value.count > 0:
      text += "["
      for (index, element) in value.elements.enumerated() {
        text += (index == 0 ? "\n" : ",\n") + inner
        write(element, indent: inner, to: &text)
      }
      text += "\n\(indent)]"
    default:
      text += value.description
    }
  }
}
