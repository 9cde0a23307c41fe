import JSON
import MCPModel
import Testing

@Suite struct MCPErrorTests {
  private static func json(_ error: MCPError) -> JSONValue { written { error.write(to: &$0) } }

  @Test func neverTellsItsCause() {
    struct Secret: Error {}
    #expect(Self.json(.internalError(cause: Secret())) == ["code": -32603, "message": "Internal error"])
  }

  @Test func namesThePathOfWhatIsWrong() {
    #expect(
      Self.json(.invalidParams("is wrong", at: "/params/a"))
        == ["code": -32602, "message": "/params/a: is wrong", "data": ["path": "/params/a"]])
  }

  @Test func namesTheCapabilityThatIsMissing() {
    let error = Self.json(.missingCapability(["roots": [:]]))
    #expect(error["code"] == -32021 && error["data"] == ["requiredCapabilities": ["roots": [:]]])
  }

  @Test func namesTheResourceThatIsNotThere() {
    let error = Self.json(.resourceNotFound("test://x"))
    #expect(error["code"] == -32602 && error["data"] == ["uri": "test://x"])
  }
}
