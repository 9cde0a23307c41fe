import Launcher

@main struct Main {
  static func main() {
    ServerProgram(
      name: "conformance-fixture", version: "1.0.0", abstract: "The server that the MCP conformance suite asks for."
    ) {
      try ConformanceFixture.server()
    }.run()
  }
}
