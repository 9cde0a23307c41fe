package import JSON

extension JSONValue {
  /// What a request is named by in a header; none where its method has no such name, whatever its parameters are called.
  package var nameOfRequest: String? {
    let key: String? =
      switch self["method"]?.string {
      case "tools/call", "prompts/get": "name"
      case "resources/read": "uri"
      case "tasks/get", "tasks/update", "tasks/cancel": "taskId"
      default: nil
      }
    return key.flatMap { self["params"]?[$0]?.string }
  }
}
