internal import JSON
internal import MCPModel

extension Engine {
  /// `resources/list`: first what was added one by one, then what each provider has.
  func listResources(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    guard !catalog.providers.isEmpty else {
      let page = try page(request, context, catalog, catalog.resources, list: "resources") { entry, builder in
        entry.resource.write(to: &builder, for: context.revision)
      }
      return answer(request, .success(page), context)
    }
    let position = try cursors.position(of: request.method, in: request.params).map(ResourcePosition.init) ?? .start
    return pending(request, context) { [self] in
      let (resources, next) = try self.resources(in: catalog, after: position, context)
      let cursor = try next.map { try cursors.encode($0.text, of: request.method) }
      return result(context, cacheable: .volatile) { builder in
        builder.key("resources")
        builder.beginArray()
        for resource in resources { resource.write(to: &builder, for: context.revision) }
        builder.endArray()
        builder.member("nextCursor", cursor)
      }
    }
  }

  /// Up to a page of resources, and where the next page begins.
  private func resources(
    in catalog: Catalog, after start: ResourcePosition, _ context: RequestContext
  ) throws -> ([Resource], ResourcePosition?) {
    var resources: [Resource] = []
    var position = start
    while resources.count < limits.pageSize {
      let room = limits.pageSize - resources.count
      if position.provider == 0 {
        let section = catalog.resources
        let slots = section.all[section.index(after: position.sequence)...].prefix(room)
        resources += slots.map(\.entry.resource)
        if slots.endIndex < section.all.endIndex, let last = slots.last {
          position.sequence = last.sequence
          return (resources, position)
        }
        position = ResourcePosition(provider: 1)
      } else {
        guard position.provider <= catalog.providers.count else { return (resources, nil) }
        let page = try catalog.providers[position.provider - 1].resources(
          after: position.inner, limit: room, context: context)
        resources += page.resources
        guard let next = page.next else {
          position = ResourcePosition(provider: position.provider + 1)
          continue
        }
        position.inner = next
        return (resources, position)
      }
    }
    return (resources, position.provider <= catalog.providers.count ? position : nil)
  }

  /// `resources/templates/list`: all of the providers' are on the last page.
  func listTemplates(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    let page = try page(request, context, catalog, catalog.allTemplates, list: "resourceTemplates") { entry, builder in
      entry.write(to: &builder, for: context.revision)
    }
    return answer(request, .success(page), context)
  }

  /// `resources/read`: a resource by its URI, else the first template that it matches, else a provider's.
  func readResource(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    guard let uri = request.params?["uri"]?.string else {
      throw .invalidParams("must be a string", at: "/params/uri")
    }
    guard let (read, variables) = catalog.reader(of: uri) else {
      return pending(request, context) { [self] in
        for provider in catalog.providers {
          if let contents = try provider.read(uri, context: context) { return result(contents, context) }
        }
        throw MCPError.resourceNotFound(uri)
      }
    }
    return try running(request, context) { [self] in
      let contents = try await read(ResourceRequest(uri: uri, variables: variables, context: context))
      return result(contents, context)
    }
  }

  private func result(_ contents: [ResourceContents], _ context: RequestContext) -> JSONRPCResult {
    result(context, cacheable: .volatile) { builder in
      builder.key("contents")
      builder.beginArray()
      for content in contents { content.write(to: &builder, for: context.revision) }
      builder.endArray()
    }
  }
}

/// A place in the list of all resources.
private struct ResourcePosition {
  /// 0 while in those that were added one by one, then the provider's number from 1 on.
  var provider = 0
  var sequence: UInt64 = 0
  var inner: String?

  static let start = ResourcePosition()

  init(provider: Int = 0) { self.provider = provider }

  /// The stored form; what is not one is the start, since only this server can have made it.
  init(_ text: String) {
    // From before there were providers.
    if let sequence = UInt64(text) { self.sequence = sequence }
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let provider = Int(parts[0]), let sequence = UInt64(parts[1]) else { return }
    self.provider = provider
    self.sequence = sequence
    self.inner = parts[2].isEmpty ? nil : String(parts[2])
  }

  var text: String { "\(provider) \(sequence) \(inner ?? "")" }
}

extension Catalog {
  fileprivate func reader(of uri: String) -> (ResourceHandler, variables: [String: String])? {
    if let resource = resources[uri] { return (resource.read, [:]) }
    for slot in templates.all {
      if let variables = slot.entry.variables(of: uri) { return (slot.entry.read, variables) }
    }
    return nil
  }
}
