internal import Bytes
internal import JSON
internal import MCPEngine
internal import MCPModel

/// The workspace's files as resources under `file://` URIs.
struct WorkspaceResources: ResourceProvider {
  let folder: WorkspaceFolder
  let maxFileBytes: Int

  func resources(after position: String?, limit: Int, context: RequestContext) throws -> ResourcePage {
    let page: WorkspacePage
    do throws(WorkspaceError) {
      page = try folder.walk(after: position, limit: limit)
    } catch {
      throw MCPError(.internalError, error.message, cause: error)
    }
    return ResourcePage(
      resources: try page.entries.map { entry in
        Resource(
          uri: try folder.uri(of: entry.path),
          name: entry.path,
          mimeType: MIMEType.of(fileName: entry.path),
          size: Int64(entry.metadata.sizeBytes))
      },
      next: page.next)
  }

  /// One template: any file by its path.
  var templates: [ResourceTemplate] {
    let root = folder.rootURI
    return [
      ResourceTemplate(
        uriTemplate: (root.hasSuffix("/") ? root : root + "/") + "{+path}",
        name: "file",
        title: "A file of the workspace",
        description: "The file at a path relative to the workspace.")
    ]
  }

  func read(_ uri: String, context: RequestContext) throws -> [ResourceContents]? {
    let bytes: SharedBytes
    let path: String
    do throws(WorkspaceError) {
      path = try folder.path(ofURI: uri)
      bytes = try folder.read(path, maxBytes: maxFileBytes)
    } catch {
      throw Self.refusal(error, uri: uri)
    }
    // What is not text by its bytes is a blob, whatever its name says.
    let body: ResourceContents.Body = bytes.string.map { .text($0) } ?? .blob(base64: Base64.encode(bytes))
    return [ResourceContents(uri: uri, mimeType: MIMEType.of(fileName: path), body: body)]
  }

  /// A file that is there but cannot be read says why; anything else is simply not found.
  private static func refusal(_ error: WorkspaceError, uri: String) -> MCPError {
    switch error.code {
    case .notFound, .notDirectory:
      return .resourceNotFound(uri)
    case .tooLarge, .permissionDenied, .io, .noSpace, .tooManyEntries:
      return MCPError(.internalError, error.message, data: ["uri": .init(stringLiteral: uri)], cause: error)
    default:
      return MCPError(.invalidParams, error.message, data: ["uri": .init(stringLiteral: uri)], cause: error)
    }
  }
}
