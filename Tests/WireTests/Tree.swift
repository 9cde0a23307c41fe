import Wire

/// A message that contains itself, as generated code would have it.
struct Tree: WireMessage {
  var children: [Tree] = []
  var name = ""

  init() {}

  init(name: String, children: [Tree] = []) {
    self.name = name
    self.children = children
  }

  var depth: Int { children.map { $0.depth + 1 }.max() ?? 0 }

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag.rawValue {
      case 10: children.append(try reader.message(Tree.self))
      case 18: name = try reader.string()
      default: try reader.skip(tag)
      }
    }
  }

  var encodedSize: Int {
    children.reduce(name.isEmpty ? 0 : 1 + WireSize.string(name)) { $0 + 1 + WireSize.message($1) }
  }

  func write(to writer: inout WireWriter) {
    for child in children {
      writer.tag(10)
      writer.message(child)
    }
    if !name.isEmpty {
      writer.tag(18)
      writer.string(name)
    }
  }
}
