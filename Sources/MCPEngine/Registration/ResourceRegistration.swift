public import MCPModel
internal import URITemplate

/// One `resources/read`.
public struct ResourceRequest: Sendable {
  /// As the client sent it.
  public let uri: String
  /// What the URI says for each variable of the template it matched; empty for a resource that was added by its URI.
  public let variables: [String: String]
  public let context: RequestContext
}

typealias ResourceHandler = @Sendable (ResourceRequest) async throws -> [ResourceContents]

struct ResourceRegistration: Sendable {
  let resource: Resource
  let read: ResourceHandler
}

struct TemplateRegistration: Sendable {
  let template: ResourceTemplate
  let completions: [String: CompletionHandler]
  let read: ResourceHandler
  private let pattern: URITemplate

  init(
    _ template: ResourceTemplate, completions: [String: CompletionHandler], read: @escaping ResourceHandler
  ) throws(RegistrationError) {
    self.template = template
    self.completions = completions
    self.read = read
    do {
      self.pattern = try URITemplate(template.uriTemplate)
    } catch {
      throw RegistrationError(.invalidTemplate, "The URI template \(template.uriTemplate): \(error)", cause: error)
    }
  }

  /// What a URI says for each variable; nil where it is none of the family.
  func variables(of uri: String) -> [String: String]? { pattern.match(uri)?.mapValues(\.text) }
}

/// Resources that are found out when they are asked for, such as the files of a folder. The functions may block: they
/// run on the engine's pool of blocking threads.
public protocol ResourceProvider: Sendable {
  /// Up to `limit` resources in a stable order, from the one after `position` (nil: from the first).
  func resources(after position: String?, limit: Int, context: RequestContext) throws -> ResourcePage
  /// All templates, in a stable order.
  var templates: [ResourceTemplate] { get }
  /// - Returns: nil where the URI is none of this provider's, so that another may have it.
  /// - Throws: `MCPError.resourceNotFound` where there is no such resource.
  func read(_ uri: String, context: RequestContext) throws -> [ResourceContents]?
}

/// A page of resources.
public struct ResourcePage: Sendable {
  /// At most as many as were asked for.
  public var resources: [Resource]
  /// The `position` of the next page; nil at the end.
  public var next: String?

  public init(resources: [Resource], next: String?) {
    self.resources = resources
    self.next = next
  }
}
