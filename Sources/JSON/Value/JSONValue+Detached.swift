extension JSONValue {
  /// A copy in a document of its own, which keeps no message alive.
  package var detached: JSONValue {
    var builder = JSONBuilder()
    builder.value(self)
    return builder.finish()
  }

  /// How much text the value has, names and tokens included: what a builder that takes it in will need.
  package var approximateBytes: Int { node.storage.hasRange ? document.bytes(of: node).count : 0 }
}
