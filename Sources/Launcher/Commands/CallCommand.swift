internal import Bytes
internal import Glibc
internal import JSON
internal import MCPModel
internal import MCPService

/// `call`: one request, for a person. The result goes to standard output, notifications and errors to standard
/// error; the exit code is 0 only where there is a result that is not a tool's failure.
struct CallCommand {
  let options: CallOptions
  let configuration: Configuration
  /// What the client calls itself.
  let name: String
  let version: String

  func run() async throws -> Int32 {
    let params: JSONValue
    do {
      params = try JSONValue.parse(options.parameters ?? "{}")
    } catch {
      throw UsageFault(message: "The parameters are not JSON: \(error.description).")
    }
    guard params.kind == .object else { throw UsageFault(message: "The parameters are not a JSON object.") }
    let remote = try RemoteBackend(configuration)
    do {
      let response = try await call(params, remote)
      await remote.close()
      return report(response)
    } catch {
      await remote.close()
      throw error
    }
  }

  /// Something wrong with the command line that shows only when the command runs.
  struct UsageFault: Error {
    let message: String
  }

  private func call(_ params: JSONValue, _ remote: RemoteBackend) async throws -> JSONRPCResponse {
    var sessionID: String?
    var params = params
    if let revision = options.legacyRevision {
      guard options.method != "initialize" else {
        throw UsageFault(message: "The flag --legacy sends initialize by itself.")
      }
      let opened = try await remote.execute(
        JSONRPCRequest(
          id: .integer(0), method: "initialize",
          params: [
            "protocolVersion": .init(stringLiteral: revision), "capabilities": [:],
            "clientInfo": client,
          ]),
        deadline: options.deadline)
      guard case .success = opened.outcome else { return opened }
      sessionID = opened.sessionID
    } else {
      params = Self.adding(statelessMeta, to: params)
    }
    if options.isStreaming { params = Self.adding(["progressToken": 1], to: params) }
    let request = JSONRPCRequest(id: .integer(1), method: options.method, params: params)
    guard options.isStreaming else {
      return try await remote.execute(request, sessionID: sessionID, deadline: options.deadline)
    }
    return try await remote.stream(request, sessionID: sessionID, deadline: options.deadline) { notification in
      Log.write(JSONRPCMessage.notification(notification).json.description + "\n", to: STDERR_FILENO)
    }
  }

  private func report(_ response: JSONRPCResponse) -> Int32 {
    switch response.outcome {
    case .success(let result):
      let result = result.value
      Log.write((options.isRaw ? result.description : PrettyJSON.text(result)) + "\n", to: STDOUT_FILENO)
      return result["isError"]?.bool == true ? 1 : 0
    case .failure(let error):
      var text = "Error \(error.code.rawValue): \(error.message)\n"
      if let data = error.data { text += PrettyJSON.text(data) + "\n" }
      Log.write(text, to: STDERR_FILENO)
      return 1
    }
  }

  private var client: JSONValue { ["name": .init(stringLiteral: name), "version": .init(stringLiteral: version)] }

  /// What makes a request stateless.
  private var statelessMeta: JSONValue {
    [
      MetaKey.protocolVersion.description: .init(stringLiteral: ProtocolRevision.v2026_07_28.rawValue),
      MetaKey.clientCapabilities.description: [:],
      MetaKey.clientInfo.description: client,
    ]
  }

  /// The params with these members in their `_meta`, where the person has not written them.
  private static func adding(_ meta: JSONValue, to params: JSONValue) -> JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    for (key, value) in params.members where key.string != "_meta" {
      builder.key(key.string)
      builder.value(value)
    }
    builder.key("_meta")
    builder.beginObject()
    let written = params["_meta"] ?? [:]
    if written.kind == .object {
      for (key, value) in written.members {
        builder.key(key.string)
        builder.value(value)
      }
    }
    for (key, value) in meta.members where written[key.string] == nil {
      builder.key(key.string)
      builder.value(value)
    }
    builder.endObject()
    builder.endObject()
    return builder.finish()
  }
}
