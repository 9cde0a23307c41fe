internal import JSON
internal import MCPModel

extension Engine {
  /// `resources/list`.
  func listResources(
    _ request: JSONRPCRequest, _ context: RequestContext, _ provider: any ResourceProvider
  ) throws(MCPError) -> Disposition {
    let position = try PageCursor.position(in: request.params)
    return pending(request, context) { [self] in
      let page = try provider.resources(after: position, limit: limits.pageSize, context: context)
      return result(context.revision, cacheable: .volatile) { builder in
        builder.key("resources")
        builder.beginArray()
        for resource in page.resources { resource.write(to: &builder, for: context.revision) }
        builder.endArray()
        builder.member("nextCursor", page.next.map(PageCursor.encode))
      }
    }
  }

  /// `resources/templates/list`: all on one page.
  func listTemplates(
    _ request: JSONRPCRequest, _ context: RequestContext, _ provider: any ResourceProvider
  ) throws(MCPError) -> JSONValue {
    guard try PageCursor.position(in: request.params) == nil else {
      throw PageCursor.unknown
    }
    return result(context.revision, cacheable: .fixed) { builder in
      builder.key("resourceTemplates")
      builder.beginArray()
      for template in provider.templates { template.write(to: &builder, for: context.revision) }
      builder.endArray()
    }
  }

  /// `resources/read`.
  func readResource(
    _ request: JSONRPCRequest, _ context: RequestContext, _ provider: any ResourceProvider
  ) throws(MCPError) -> Disposition {
    guard let uri = request.params?["uri"]?.string else {
      throw .invalidParams("must be a string", at: "/params/uri")
    }
    return pending(request, context) { [self] in
      let contents = try provider.read(uri, context: context)
      return result(context.revision, cacheable: .volatile) { builder in
        builder.key("contents")
        builder.beginArray()
        for content in contents { content.write(to: &builder, for: context.revision) }
        builder.endArray()
      }
    }
  }
}
