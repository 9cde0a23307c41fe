import MCPEngine
import MCPModel

/// The server that the official MCP conformance suite asks for: an ordinary program on the library, with nothing in the
/// engine that is there for it.
enum ConformanceFixture {
  static func server() throws -> MCPServer {
    let server = MCPServer(
      Implementation(name: "conformance-fixture", version: "1.0.0"),
      instructions: "Answers what the MCP conformance suite asks.", features: [.logging, .resourceSubscriptions])
    try ContentTools.add(to: server)
    try ClientTools.add(to: server)
    try RoundTripTools.add(to: server)
    try TaskTools.add(to: server)
    try ChangeTools.add(to: server)
    try Resources.add(to: server)
    try Prompts.add(to: server)
    return server
  }
}
