extension JSONValue {
  /// Where the value at a position of the same document lies inside this one, as a JSON Pointer (RFC 6901); empty for
  /// the value itself, and for a member's name the path of the member. Made by walking down, so it is for messages.
  package func pointer(to target: Int) -> String {
    var path = ""
    var container = Int(index)
    let nodes = document.nodes
    while container < target, nodes[container].storage.isContainer {
      let isObject = nodes[container].storage == .object
      var position = 0
      var child = container + (isObject ? 2 : 1)
      // Containers are only entered where the target is inside, so some child reaches beyond it.
      while Int(nodes[child].next) <= target {
        child = Int(nodes[child].next) + (isObject ? 1 : 0)
        position += 1
      }
      path += "/" + (isObject ? Self.escapedForPointer(JSONValue(document, child - 1).string ?? "") : String(position))
      container = child
    }
    return path
  }

  /// `~` and `/` have a meaning in a pointer (RFC 6901, section 3).
  package static func escapedForPointer(_ name: String) -> String {
    var escaped = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
