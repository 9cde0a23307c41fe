internal import JSON
internal import MCPHTTP
internal import MCPModel
internal import MCPService

extension RemoteBackend {
  /// How long a page waits for the server behind a bridge.
  static var pagePatience: Duration { .seconds(2) }

  /// Why the bridge to it is not ready; nil where it is. Nothing of where it is or what it said gets out.
  var obstacle: String? {
    get async {
      do {
        let isHealthy = try await isHealthy(deadline: Self.pagePatience)
        return isHealthy ? nil : "the server behind this bridge takes no requests"
      } catch {
        return "the server behind this bridge does not answer"
      }
    }
  }
}

extension IndexPage {
  /// The most tools that are shown.
  private static let maxTools = 1000

  /// What people are shown of the server behind a bridge, as it is now. Where it does not answer in time the page says
  /// so, under the program's own name.
  init(of remote: RemoteBackend, orElse name: String, _ version: String) async {
    self.init(
      title: name, version: version, revisions: ProtocolRevision.newestFirst.map(\.rawValue), tools: [])
    do {
      let description = try await Self.ask(remote, "server/discover", [])
      let server = description["_meta"]?[MetaKey.serverInfo]
      title = server?["title"]?.string ?? server?["name"]?.string ?? name
      self.version = server?["version"]?.string ?? version
      if let served = description["supportedVersions"], served.kind == .array {
        revisions = served.elements.compactMap(\.string)
      }
      var cursor: String?
      repeat {
        let page = try await Self.ask(remote, "tools/list", cursor.map { [("cursor", $0)] } ?? [])
        guard let listed = page["tools"], listed.kind == .array else { break }
        tools += listed.elements.compactMap { tool in
          tool["name"]?.string.map { Entry($0, tool["description"]?.string ?? "") }
        }
        cursor = page["nextCursor"]?.string
      } while cursor != nil && tools.count < Self.maxTools
    } catch {
      withoutTools = "The server behind this bridge could not be asked for them."
    }
  }

  private static func ask(
    _ remote: RemoteBackend, _ method: String, _ members: [(String, String)]
  ) async throws -> JSONValue {
    var params = JSONBuilder()
    params.beginObject()
    for (key, text) in members {
      params.key(key)
      params.string(text)
    }
    params.key("_meta")
    params.value(
      [
        MetaKey.protocolVersion.description: .init(stringLiteral: ProtocolRevision.v2026_07_28.rawValue),
        MetaKey.clientCapabilities.description: [:],
      ])
    params.endObject()
    let request = JSONRPCRequest(id: .integer(1), method: method, params: params.finish())
    return try await remote.execute(request, deadline: RemoteBackend.pagePatience).outcome.get().value
  }
}
