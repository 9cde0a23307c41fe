import Bytes
import JSON
import MCPEngine
import MCPModel
import Wire

/// Times the engine by itself, in one process and one thread: what a list costs against a copy of its bytes, and what
/// the check of arguments and results against their schemas adds to a call.
///
///   swift run -c release engine-bench
@main struct EngineBench {
  static func main() throws {
    print("| | time |\n| --- | --- |")
    try lists()
    try checks()
  }

  /// One page with 1,000 tools.
  private static func lists() throws {
    let server = MCPServer("bench", version: "1")
    for number in 1...1000 {
      try server.add(Tool(name: "tool_\(number)", description: "The tool with the number \(number).", inputSchema: schema)) {
        _ in .text("")
      }
    }
    var limits = EngineLimits.defaults
    limits.pageSize = 1000
    let engine = Engine(server, limits: limits)
    for form in [PayloadForm.json, .protobufStruct] {
      let request = JSONRPCRequest(id: .integer(1), method: "tools/list", params: ["_meta": meta], form: form)
      let answer = answer(engine, request)
      let bytes = encoded(answer, form)
      let name = form == .json ? "JSON" : "Struct"
      report("tools/list of 1,000 tools, \(bytes.count >> 10) KiB of \(name)") {
        keep(encoded(Self.answer(engine, request), form).count)
      }
      report("a copy of these bytes") { keep(bytes.array.count) }
    }
  }

  /// Calls of a tool that gives its arguments back.
  private static func checks() throws {
    let server = MCPServer("bench", version: "1")
    let body = ToolHandler.immediate { call in ToolResult(content: [.text("x")], structuredContent: call.arguments) }
    try server.add(ToolRegistration(Tool(name: "unchecked", inputSchema: ["type": "object"]), body))
    try server.add(ToolRegistration(Tool(name: "checked", inputSchema: schema, outputSchema: schema), body))
    let engine = Engine(server)
    for name in ["unchecked", "checked"] {
      let request = JSONRPCRequest(
        id: .integer(1), method: "tools/call",
        params: try JSONValue.parse(
          JSONValue(
            dictionaryLiteral: ("name", .init(stringLiteral: name)), ("_meta", meta),
            ("arguments", ["path": "notes/today.md", "limit": 20, "tags": ["a", "b"]])
          ).description))
      report("tools/call, arguments and result \(name)") { keep(encoded(answer(engine, request), .json).count) }
    }
  }

  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  private static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "path": ["type": "string", "minLength": 1, "maxLength": 4096],
      "limit": ["type": "integer", "minimum": 1, "maximum": 1000],
      "tags": ["type": "array", "items": ["type": "string"], "maxItems": 16],
    ],
    "required": ["path"],
    "additionalProperties": false,
  ]

  private static func answer(_ engine: Engine, _ request: JSONRPCRequest) -> JSONRPCResponse {
    let arrival = Arrival(
      carrier: CarrierAbilities(transport: "bench", carriesNotifications: false), peer: BenchPeer())
    guard case .answered(let response) = engine.respond(to: request, sessionID: nil, arrival: arrival),
      case .success = response.outcome
    else { fatalError("the request failed") }
    return response
  }

  private static func encoded(_ response: JSONRPCResponse, _ form: PayloadForm) -> SharedBytes {
    switch form {
    case .json: return response.encodedJSONBytes()
    case .protobufStruct:
      do {
        let payload = try StructPayload(response.outcome.get().value)
        return WireWriter.bytes(count: payload.encodedSize) { payload.write(to: &$0) }
      } catch {
        fatalError("\(error)")
      }
    }
  }

  /// The best of several rounds, since whatever else runs only adds.
  private static func report(_ what: String, _ body: () -> Void) {
    let clock = ContinuousClock()
    var rounds = 1
    while clock.measure({ for _ in 0..<rounds { body() } }) < .milliseconds(20) { rounds *= 2 }
    let best = (0..<9).map { _ in clock.measure { for _ in 0..<rounds { body() } } }.min() ?? .zero
    let nanoseconds = Double(best.components.attoseconds) / 1e9 / Double(rounds)
    print("| \(what) | \(nanoseconds < 10_000 ? "\(Int(nanoseconds)) ns" : "\(Int(nanoseconds / 1000)) µs") |")
  }

  /// Keeps a result from being optimised away.
  @inline(never) private static func keep(_ value: Int) {}
}

private final class BenchPeer: Peer {
  let address = "bench"
}
