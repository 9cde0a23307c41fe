internal import JSON
internal import MCPModel

extension ChangeFilter {
  /// The filter of a `subscriptions/listen` request, without what the server does not have.
  ///
  /// - Parameter resources: whether clients may subscribe to single resources.
  init(
    _ json: JSONValue?, _ catalog: Catalog, resources: Bool, _ limits: EngineLimits
  ) throws(MCPError) {
    let place = "/params/notifications"
    guard let json, json.kind == .object else { throw .invalidParams("must be an object", at: place) }
    self.init()
    for (name, change, isOffered) in [
      ("toolsListChanged", ServerChange.toolsList, catalog.tools.isOffered),
      ("promptsListChanged", .promptsList, catalog.prompts.isOffered),
      ("resourcesListChanged", .resourcesList, catalog.hasResources),
    ] {
      guard let wanted = json[name] else { continue }
      guard let wanted = wanted.bool else { throw .invalidParams("must be true or false", at: "\(place)/\(name)") }
      if wanted, isOffered { lists.insert(change) }
    }
    if let uris = try ReceivedValue(json, at: place).optional("resourceSubscriptions") {
      guard uris.json.count <= limits.maxResourcesPerSubscription else {
        throw uris.error("has more than \(limits.maxResourcesPerSubscription) entries")
      }
      let wanted = try uris.strings()
      if resources { self.resources = Set(wanted) }
    }
    if let ids = try ReceivedValue(json, at: place).optional("taskIds") {
      guard ids.json.count <= limits.maxTasksPerPrincipal else {
        throw ids.error("has more than \(limits.maxTasksPerPrincipal) entries")
      }
      for id in Set(try ids.strings()).sorted() { tasks.append(id) }
    }
  }

  /// As the acknowledgement says it.
  var json: JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    if lists.contains(.toolsList) { builder.member("toolsListChanged", true) }
    if lists.contains(.promptsList) { builder.member("promptsListChanged", true) }
    if lists.contains(.resourcesList) { builder.member("resourcesListChanged", true) }
    if !resources.isEmpty {
      builder.key("resourceSubscriptions")
      builder.beginArray()
      for uri in resources.sorted() { builder.string(uri) }
      builder.endArray()
    }
    if !tasks.isEmpty { builder.member("taskIds", tasks) }
    builder.endObject()
    return builder.finish()
  }
}
