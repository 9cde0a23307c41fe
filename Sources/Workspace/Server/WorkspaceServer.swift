/// Why this room exists: it is the server that `rialto` runs by itself, a folder's files as MCP tools and resources. It
/// imports Bytes, JSON, MCPModel and MCPEngine, and registers itself as any other program would.

package import MCPEngine
package import MCPModel

/// The built-in server.
package enum WorkspaceServer {
  /// - Parameters:
  ///   - folder: what the tools work on; nothing outside it can be reached.
  ///   - maxFileBytes: the largest file that is read or written. A file travels twice in an answer, as text and as
  ///     structured content, and base64 makes it a third larger: what is larger than 3/8 of the message limit does
  ///     not fit.
  ///   - diagnostics: whether `echo` and `wait` are there too.
  package static func server(
    _ implementation: Implementation, folder: WorkspaceFolder, maxFileBytes: Int, diagnostics: Bool
  ) -> MCPServer {
    let files = WorkspaceTools(folder: folder, maxFileBytes: maxFileBytes)
    let server = MCPServer(
      implementation,
      instructions: "Reads and writes the files of one folder. Paths are relative to that folder and separated by /.")
    do throws(RegistrationError) {
      for registration in files.registrations + (diagnostics ? DiagnosticTools.registrations : []) {
        try server.add(registration)
      }
    } catch {
      preconditionFailure("\(error)")
    }
    server.add(WorkspaceResources(folder: folder, maxFileBytes: maxFileBytes))
    return server
  }
}
