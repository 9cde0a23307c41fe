extension JSONValue {
  /// A copy in a document of its own, which keeps no message alive.
  package var detached: JSONValue {
    var builder = JSONBuilder()
    builder.value(self)
    return builder.finish()
  }
}
