public import JSON
public import MCPModel
internal import Synchronization

/// One MCP server: its name and what it offers. Tools, prompts and resources may be added and removed at any time, also
/// by a running handler; clients that asked for it are told that a list has changed.
///
/// A server is an ordinary object that knows nothing of how it is reached: a launcher serves it over gRPC, stdio, or
/// whatever else there is, and every handler sees each of them the same.
public final class MCPServer: Sendable {
  /// What the server calls itself.
  public let implementation: Implementation
  /// Guidance for a model on how to use the server as a whole.
  public let instructions: String?
  /// What it does beside offering things, which decides what clients are told that it can do.
  public let features: Features
  /// What the `$ref`s of tools' schemas may name beside the schema itself, by URI. Nothing is ever fetched.
  public let schemaDocuments: [String: JSONValue]
  let changes = ChangeHub()
  private let state: Mutex<State>

  private struct State {
    var sections = CatalogSections()
    /// Made when it is first asked for after a change, so that adding a thousand tools copies nothing.
    var catalog: Catalog?
  }

  /// What a server does beside offering things.
  public struct Features: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Handlers send log messages to clients (MCP, Logging).
    public static let logging = Features(rawValue: 1)
    /// The server says when a resource has changed, so clients may subscribe to resources.
    public static let resourceSubscriptions = Features(rawValue: 2)
  }

  /// A server that offers nothing yet.
  ///
  /// - Parameter schemaDocuments: by absolute URI without a fragment.
  public init(
    _ implementation: Implementation, instructions: String? = nil, features: Features = [],
    schemaDocuments: [String: JSONValue] = [:]
  ) {
    self.implementation = implementation
    self.instructions = instructions
    self.features = features
    self.schemaDocuments = schemaDocuments
    self.state = Mutex(State())
  }

  /// The same for a server with nothing more to say of itself than its name and version.
  public convenience init(
    _ name: String, version: String, instructions: String? = nil, features: Features = []
  ) {
    self.init(Implementation(name: name, version: version), instructions: instructions, features: features)
  }

  /// What is offered now. Requests that have it go on with it, whatever changes meanwhile.
  var catalog: Catalog {
    state.withLock { state in
      if let catalog = state.catalog { return catalog }
      let catalog = Catalog(state.sections)
      state.catalog = catalog
      return catalog
    }
  }

  /// What is against the advice of the specification, for whoever starts the server.
  package var warnings: [String] { catalog.tools.all.compactMap(\.entry.registration.tool.nameWarning) }

  /// The tools that anybody may see, in the order of registration.
  package var publicTools: [Tool] {
    catalog.tools.all.map(\.entry).filter { $0.isVisible(to: .anonymous) }.map(\.registration.tool)
  }

  /// Changes what is offered, and tells whoever listens.
  ///
  /// - Parameter body: returns the change, nil where it made none.
  func change<Failure: Error>(
    _ body: (inout CatalogSections) throws(Failure) -> ServerChange?
  ) throws(Failure) -> Bool {
    let change = try state.withLock { (state) throws(Failure) -> ServerChange? in
      // Released first, so that the sections are changed in place where no request holds them.
      state.catalog = nil
      return try body(&state.sections)
    }
    guard let change else { return false }
    changes.publish(change)
    return true
  }

  /// Tells the clients that subscribed to a resource that it has changed (MCP, Resources, Subscriptions). Nobody can
  /// subscribe unless the server has the feature `resourceSubscriptions`.
  public func resourceUpdated(_ uri: String) { changes.publish(.resource(uri)) }
}

/// Something that cannot be registered: two things of one name, or a schema or template that does not compile.
public struct RegistrationError: Error, Sendable, CustomStringConvertible {
  /// Why it cannot be.
  public enum Code: Sendable {
    /// There is one of that name or URI already.
    case duplicate
    /// A tool's schema is not one of JSON Schema 2020-12 or draft-07, or is over its bounds.
    case invalidSchema
    /// A URI template is not one of RFC 6570.
    case invalidTemplate
  }

  public var code: Code
  public var message: String
  /// The error of the schema's or the template's compiler, where it was one.
  public var cause: (any Error)?

  package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }
}
