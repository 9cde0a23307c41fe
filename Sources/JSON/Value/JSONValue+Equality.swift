extension JSONValue: Equatable {
  /// Equal as JSON values: numbers by their value, text without escapes, members in any order.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    guard left.kind == right.kind else { return false }
    switch left.kind {
    case .null: return true
    case .bool: return left.node.storage == right.node.storage
    case .number: return haveEqualNumbers(left, right)
    case .string:
      defer { withExtendedLifetime((left.document, right.document)) {} }
      return left.node.hasSameText(at: left.document.base, as: right.node, at: right.document.base)
    case .array:
      return left.count == right.count && left.elements.elementsEqual(right.elements)
    case .object:
      return left.count == right.count && haveEqualMembers(left, right)
    }
  }

  private static func haveEqualNumbers(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left.node.storage, right.node.storage) {
    case (.int, .int): left.node.payload == right.node.payload
    case (.double, .double): Double(bitPattern: left.node.payload) == Double(bitPattern: right.node.payload)
    default: left.withDecimal { left in right.withDecimal { left == $0 } }
    }
  }

  /// Members mostly are in the same order; the first one that is not makes a table of the names on the right.
  private static func haveEqualMembers(_ left: JSONValue, _ right: JSONValue) -> Bool {
    defer { withExtendedLifetime((left.document, right.document)) {} }
    var table: KeyTable?
    var rights = right.members
    for (key, value) in left.members {
      if table == nil, let (rightKey, rightValue) = rights.next(), rightKey.value == key.value {
        guard value == rightValue else { return false }
        continue
      }
      let names = table ?? right.nameTable()
      table = names
      let found = key.value.node.withText(at: left.document.base) {
        names.find($0, right.document.nodes, right.document.base)
      }
      guard let found, value == JSONValue(right.document, found + 1) else { return false }
    }
    return true
  }

  private func nameTable() -> KeyTable {
    var table = KeyTable(capacity: count)
    var name = Int(index) + 1
    while name < Int(node.next) {
      _ = table.insert(name, document.nodes, document.base)
      name = Int(document.nodes[name + 1].next)
    }
    return table
  }
}
