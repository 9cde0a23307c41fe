internal import Launcher
internal import MCPEngine
internal import MCPModel
internal import Workspace

/// What may be chosen about the built-in server.
struct RialtoSettings: Sendable {
  /// The folder that tools and resources work on; a relative path starts at the working directory of the process.
  var directory = "."
  /// The largest file that is read or written. In base64 it has to fit into one message, twice.
  var maxFileBytes = 1 << 20
  /// Entries that one listing looks at; a larger folder is an error.
  var maxDirectoryEntries = 100_000
  /// Whether the tools `echo` and `wait` are offered.
  var diagnostics = false

  static let keys: [ConfigurationKey<RialtoSettings>] = [
    ConfigurationKey(
      "workspace.directory", \.directory, .path, flag: "workspace",
      "The folder that the built-in tools and resources work on."),
    ConfigurationKey(
      "workspace.max-file-bytes", \.maxFileBytes, .bytes(1...512 << 20),
      "Largest file that is read or written. In base64 it must fit into a message, twice."),
    ConfigurationKey(
      "workspace.max-directory-entries", \.maxDirectoryEntries, .count(1...10_000_000),
      "Entries that one listing may look at."),
    ConfigurationKey("diagnostics", \.diagnostics, .bool, "Offer the diagnostic tools echo and wait."),
  ]

  /// A file travels as base64 in a JSON-RPC message, twice, as text and as structured content, with so much else
  /// around it at most.
  private static let messageFrameBytes = 16 << 10

  /// Checks that the largest file fits into a message.
  /// - Throws: `conflict`, naming both settings and the largest value that fits.
  func check(against limit: MessageLimit) throws(ConfigurationError) {
    let largestBytes = max(0, (limit.bytes - Self.messageFrameBytes) / 2 / 4 * 3)
    guard maxFileBytes <= largestBytes else {
      throw ConfigurationError(
        code: .conflict,
        message: """
          The value \(maxFileBytes) of workspace.max-file-bytes does not fit: with \(limit.setting) at \
          \(limit.bytes) a file may have at most \(largestBytes) bytes, since it is sent as base64, twice.
          """)
    }
  }

  /// The server of these settings.
  func server(version: String) throws -> MCPServer {
    var limits = WorkspaceFolder.Configuration.defaults
    limits.maximumScannedEntries = maxDirectoryEntries
    let folder: WorkspaceFolder
    do {
      folder = try WorkspaceFolder(path: directory, configuration: limits)
    } catch {
      throw Unusable(description: "cannot serve \(directory): \(error.message)")
    }
    folder.removeLeftovers()
    return WorkspaceServer.server(
      Implementation(name: "rialto", version: version), folder: folder, maxFileBytes: maxFileBytes,
      diagnostics: diagnostics)
  }

  /// A folder that cannot be served, in words for whoever started the program.
  private struct Unusable: Error, CustomStringConvertible {
    let description: String
  }
}
