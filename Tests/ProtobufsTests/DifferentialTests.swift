import Bytes
import ProtobufC
import Protobufs
import Testing
import Wire

@Suite("Agreement with libprotobuf-c")
struct DifferentialTests {
  @Test("what we encode, it decodes and encodes to the same bytes")
  func oursToTheirs() throws {
    var random = SplitMix(state: 1)
    for _ in 0..<3_000 {
      let request = random.request().encoded()
      try #require(recoded(request, MCP_REQUEST) == request.array)
      let response = random.response().encoded()
      try #require(recoded(response, MCP_RESPONSE) == response.array)
      var payload = Mcp_JSONPayload()
      payload.json = random.bytes()
      try #require(recoded(payload.encoded(), MCP_JSON_PAYLOAD) == payload.encoded().array)
    }
  }

  @Test("what it encodes, we decode and encode to the same bytes")
  func theirsToOurs() throws {
    var sizes: Set<Int> = []
    for seed in 0..<3_000 as Range<UInt64> {
      let request = try generated(MCP_REQUEST, seed)
      try #require(try Mcp_MCPRequest(decoding: request).encoded() == request)
      let response = try generated(MCP_RESPONSE, seed)
      try #require(try Mcp_MCPResponse(decoding: response).encoded() == response)
      let payload = try generated(MCP_JSON_PAYLOAD, seed)
      try #require(try Mcp_JSONPayload(decoding: payload).encoded() == payload)
      sizes.insert(request.count)
    }
    #expect(sizes.count > 100)
  }

  @Test("both refuse a message cut inside a field, and read the same from one cut between fields")
  func truncation() throws {
    var random = SplitMix(state: 2)
    for _ in 0..<40 {
      let whole = random.request().encoded()
      for count in 0..<whole.count {
        let part = whole[0..<count]
        do {
          let ours = try Mcp_MCPRequest(decoding: part).encoded().array
          try #require(recoded(part, MCP_REQUEST) == ours)
        } catch {
          try #require(recoded(part, MCP_REQUEST) == nil)
        }
      }
    }
  }

  /// What libprotobuf-c makes of a message, or nil where it refuses it.
  private func recoded(_ bytes: SharedBytes, _ kind: mcp_message) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: bytes.count + 16)
    let count = bytes.withUnsafeBytes { input in
      mcp_recode(kind, input.bindMemory(to: UInt8.self).baseAddress, input.count, &output, output.count)
    }
    return count < 0 ? nil : Array(output[..<count])
  }

  private func generated(_ kind: mcp_message, _ seed: UInt64) throws -> SharedBytes {
    var output = [UInt8](repeating: 0, count: 8_192)
    let count = mcp_random(kind, seed, &output, output.count)
    try #require(count >= 0)
    return SharedBytes(output[..<count])
  }
}
