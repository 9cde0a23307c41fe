import Bytes
import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@testable import Workspace

@Suite(.timeLimit(.minutes(10))) struct WorkspaceServerTests {
  private let folder: TemporaryFolder
  private let engine: Engine

  init() throws {
    folder = try TemporaryFolder()
    engine = Engine(
      WorkspaceServer.server(
        Implementation(name: "rialto", version: "1"), folder: try folder.workspace(.walk), maxFileBytes: 1000,
        diagnostics: true))
  }

  private func ask(_ method: String, _ params: JSONValue = [:]) async -> Answer {
    let meta: JSONValue = [
      "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
    ]
    let request = JSONRPCRequest(id: .integer(1), method: method, params: params.with("_meta", meta))
    let arrival = Arrival(carrier: MemoryCarrier.abilities, peer: TestPeer())
    let response: JSONRPCResponse
    switch engine.respond(to: request, sessionID: nil, arrival: arrival) {
    case .answered(let answer), .opened(_, let answer): response = answer
    case .pending(let work): response = await work()
    }
    return Answer(JSONRPCMessage.response(response).json)
  }

  /// The structured content of a call that has to succeed.
  private func call(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
    let answer = await ask("tools/call", Client.tool(tool, arguments))
    guard let result = answer.result, result["isError"] == nil, let content = result["structuredContent"] else {
      throw TestFailure("\(tool): \(answer.message)")
    }
    return content
  }

  /// What a model is told of a call that has to fail.
  private func failure(_ tool: String, _ arguments: JSONValue) async throws -> String {
    let answer = await ask("tools/call", Client.tool(tool, arguments))
    guard answer.result?["isError"] == true, let text = answer.result?["content"]?[0]?["text"]?.string else {
      throw TestFailure("\(tool): \(answer.message)")
    }
    return text
  }

  @Test func offersItsToolsWithSchemasAndHints() async throws {
    let tools = try #require(await ask("tools/list").result?["tools"])
    let names = tools.elements.map { $0["name"]?.string }
    #expect(
      names == ["read_file", "write_file", "list_directory", "create_directory", "delete_file", "echo", "wait"])
    for tool in tools.elements {
      let name = tool["name"]?.string ?? ""
      #expect(tool["title"] != nil && tool["description"] != nil, "\(name)")
      #expect(tool["inputSchema"]?["additionalProperties"] == false && tool["outputSchema"] != nil, "\(name)")
      let reads = ["read_file", "list_directory", "echo", "wait"].contains(name)
      #expect(tool["annotations"]?["readOnlyHint"] == .init(booleanLiteral: reads), "\(name)")
      #expect(tool["annotations"]?["openWorldHint"] == false, "\(name)")
    }
  }

  @Test func diagnosticsAreThereOnlyWhereAskedFor() throws {
    let server = WorkspaceServer.server(
      Implementation(name: "rialto", version: "1"), folder: try folder.workspace(.walk), maxFileBytes: 1000,
      diagnostics: false)
    #expect(server.removeTool("read_file") && server.removeTool("delete_file"))
    #expect(!server.removeTool("echo") && !server.removeTool("wait"))
  }

  @Test func writesReadsAndDeletesAFile() async throws {
    #expect(
      try await call("write_file", ["path": "a.txt", "content": "é𝄞\n"]) == ["path": "a.txt", "size": 7])
    #expect(try folder.text("inside/a.txt") == "é𝄞\n")
    #expect(
      try await call("read_file", ["path": "a.txt"])
        == ["path": "a.txt", "encoding": "utf8", "content": "é𝄞\n", "size": 7])
    #expect(try await call("delete_file", ["path": "a.txt"]) == ["path": "a.txt"])
    #expect(try await failure("read_file", ["path": "a.txt"]).contains("does not exist"))
  }

  @Test func carriesBytesInBase64() async throws {
    #expect(
      try await call("write_file", ["path": "b", "content": "AP8=", "encoding": "binary"])
        == ["path": "b", "size": 2])
    #expect(
      try await call("read_file", ["path": "b", "encoding": "binary"])
        == ["path": "b", "encoding": "binary", "content": "AP8=", "size": 2])
    #expect(try await failure("read_file", ["path": "b"]).contains("binary"), "a model is told what to do")
    #expect(
      try await failure("write_file", ["path": "b", "content": "A", "encoding": "binary"]).contains("base64"))
    #expect(try await call("read_file", ["path": "b", "encoding": "binary"])["content"] == "AP8=", "it is unchanged")
  }

  @Test func bindsFilesToTheLimit() async throws {
    let most = JSONValue.text(String(repeating: "x", count: 1000))
    #expect(try await call("write_file", ["path": "a", "content": most])["size"] == 1000)
    #expect(try await call("read_file", ["path": "a"])["size"] == 1000)
    let more = JSONValue.text(String(repeating: "x", count: 1001))
    #expect(try await failure("write_file", ["path": "a", "content": more]).contains("1000"))
    #expect(try await call("read_file", ["path": "a"])["content"] == most, "the old file is whole")
    try folder.makeFile("inside/large", String(repeating: "x", count: 1001))
    #expect(try await !failure("read_file", ["path": "large"]).isEmpty)
  }

  @Test func listsADirectoryInPages() async throws {
    for number in 1000...2100 { try folder.makeFile("inside/f\(number)") }
    let first = try await call("list_directory", [:])
    #expect(first["entries"]?.count == 1000 && first["next"] == "f1999")
    #expect(first["entries"]?[0] == ["name": "f1000", "kind": "file", "size": 0])
    let second = try await call("list_directory", ["path": ".", "after": "f1999"])
    #expect(second["entries"]?.count == 101 && second["next"] == nil)
  }

  @Test func tellsKindsApart() async throws {
    try folder.makeDirectory("inside/d")
    try folder.makeLink("inside/l", to: "d")
    #expect(
      try await call("list_directory", [:])["entries"]
        == [["name": "d", "kind": "directory"], ["name": "l", "kind": "symlink"]])
  }

  @Test func createsDirectoriesAndThoseAboveThem() async throws {
    #expect(try await call("create_directory", ["path": "a/b/c"]) == ["path": "a/b/c"])
    #expect(try await call("create_directory", ["path": "a/b/c"]) == ["path": "a/b/c"], "again changes nothing")
    #expect(try await call("list_directory", ["path": "a/b"])["entries"] == [["name": "c", "kind": "directory"]])
  }

  @Test(arguments: ["read_file", "list_directory", "create_directory", "delete_file", "write_file"])
  func reachesNothingOutside(_ tool: String) async throws {
    try folder.makeLink("inside/link", to: "../outside")
    let content: JSONValue? = tool == "write_file" ? "x" : nil
    let path = folder.path
    for path in [
      "..", "../outside/secret", "\(path)/outside/secret", "link/secret", "a/../../outside/secret", "a\u{0}",
    ] {
      let arguments = JSONValue.object([("path", .text(path))]).with("content", content)
      let text = try await failure(tool, arguments)
      #expect(!text.contains(TemporaryFolder.secret))
      #expect(!text.contains("\(folder.path)/inside"), "where the workspace is stays unknown")
    }
    #expect(try folder.text("outside/secret") == TemporaryFolder.secret)
    #expect(try folder.names("outside") == ["secret"])
  }

  @Test(
    arguments: [
      ("read_file", "{}", "/path"), ("read_file", #"{"path":""}"#, "/path"), ("read_file", #"{"path":7}"#, "/path"),
      ("read_file", #"{"path":"a","encoding":"latin1"}"#, "/encoding"), ("write_file", #"{"path":"a"}"#, "/content"),
      ("read_file", #"{"path":"a","more":1}"#, "/more"), ("wait", #"{"milliseconds":-1}"#, "/milliseconds"),
      ("wait", #"{"milliseconds":3600001}"#, "/milliseconds"),
    ])
  func refusesArgumentsOutsideTheSchema(_ tool: String, _ arguments: String, _ path: String) async throws {
    #expect(try await failure(tool, .json(arguments)).contains(path))
  }

  @Test func listsItsFilesAsResources() async throws {
    try folder.makeFile("inside/a.txt", "hello")
    try folder.makeDirectory("inside/d")
    try folder.makeFile("inside/d/é b.json", "{}")
    let resources = try #require(await ask("resources/list").result?["resources"])
    let root = "file://\(folder.path)/inside"
    #expect(
      resources == [
        ["uri": .text("\(root)/a.txt"), "name": "a.txt", "mimeType": "text/plain", "size": 5],
        [
          "uri": .text("\(root)/d/%C3%A9%20b.json"), "name": "d/é b.json", "mimeType": "application/json", "size": 2,
        ],
      ])
    let template = await ask("resources/templates/list").result?["resourceTemplates"]?[0]
    #expect(template?["uriTemplate"] == .text("\(root)/{+path}"))
  }

  @Test func readsAResourceAsTextOrBytes() async throws {
    try folder.makeFile("inside/a.txt", "hello")
    _ = try await call("write_file", ["path": "b.png", "content": "/wA=", "encoding": "binary"])
    let root = "file://\(folder.path)/inside"
    #expect(
      await ask("resources/read", ["uri": .text("\(root)/a.txt")]).result?["contents"]
        == [["uri": .text("\(root)/a.txt"), "mimeType": "text/plain", "text": "hello"]])
    #expect(
      await ask("resources/read", ["uri": .text("\(root)/b.png")]).result?["contents"]
        == [["uri": .text("\(root)/b.png"), "mimeType": "image/png", "blob": "/wA="]])
  }

  @Test func aResourceThatIsNotThereOrOutsideIsInvalid() async throws {
    try folder.makeLink("inside/link", to: "../outside/secret")
    let root = "file://\(folder.path)"
    let missing = "\(root)/inside/missing"
    let answer = await ask("resources/read", ["uri": .text(missing)])
    #expect(answer.code == -32602 && answer.data == ["uri": .text(missing)])
    for uri in [
      "\(root)/outside/secret", "\(root)/inside/../outside/secret", "\(root)/inside/link", "file:///", "http://x/", "",
    ] {
      let answer = await ask("resources/read", ["uri": .text(uri)])
      #expect(answer.code == -32602, "\(uri)")
      #expect(!answer.message.description.contains(TemporaryFolder.secret))
    }
  }

  @Test func echoGivesItsTextBackAndWaitWaits() async throws {
    #expect(try await call("echo", ["text": "x"]) == ["text": "x"])
    let start = ContinuousClock.now
    #expect(try await call("wait", ["milliseconds": 20]) == ["milliseconds": 20])
    #expect(ContinuousClock.now - start >= .milliseconds(20))
  }
}
