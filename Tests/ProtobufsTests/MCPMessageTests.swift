import Bytes
import Protobufs
import Testing
import Wire

@Suite("Messages of mcp.proto")
struct MCPMessageTests {
  static let request: Mcp_MCPRequest = {
    var request = Mcp_MCPRequest()
    request.jsonrpc = "2.0"
    request.id = "seven"
    request.method = "tools/call"
    let payload = SharedBytes([10, 2, 0x7B, 0x7D])
    request.params = AnyMessage(typeURL: "type.googleapis.com/mcp.JSONPayload", value: .bytes(payload))
    request.integerID = -7
    var error = Mcp_MCPError()
    error.code = -32_020
    error.message = "no"
    error.data = AnyMessage(typeURL: "t", value: .bytes(SharedBytes([1])))
    request.error = error
    return request
  }()

  @Test("come back as they were")
  func roundTrip() throws {
    #expect(try Mcp_MCPRequest(decoding: Self.request.encoded()) == Self.request)
    var response = Mcp_MCPResponse()
    response.jsonrpc = "2.0"
    response.integerID = .max
    response.result = AnyMessage(typeURL: "x", value: .empty)
    #expect(try Mcp_MCPResponse(decoding: response.encoded()) == response)
    #expect(response.encoded() != Self.request.encoded())
  }

  @Test("are laid out as the first form of the file had them")
  func layout() {
    var request = Mcp_MCPRequest()
    request.jsonrpc = "2.0"
    request.id = "1"
    request.method = "ping"
    #expect(request.encoded().array == [10, 3, 0x32, 0x2E, 0x30, 18, 1, 0x31, 26, 4, 0x70, 0x69, 0x6E, 0x67])
  }

  @Test("tell an absent id from an empty one")
  func presence() throws {
    var request = Mcp_MCPRequest()
    #expect(request.encoded().isEmpty)
    #expect(try Mcp_MCPRequest(decoding: request.encoded()).id == nil)
    request.id = ""
    #expect(request.encoded().array == [18, 0])
    #expect(try Mcp_MCPRequest(decoding: request.encoded()).id == "")
    request.id = nil
    request.integerID = 0
    #expect(request.encoded().array == [40, 0])
    #expect(try Mcp_MCPRequest(decoding: request.encoded()).integerID == 0)
  }

  @Test("tell an absent message from an empty one")
  func messagePresence() throws {
    #expect(try Mcp_MCPRequest(decoding: SharedBytes([34, 0])).params == AnyMessage())
    #expect(try Mcp_MCPRequest(decoding: SharedBytes()).params == nil)
  }

  @Test("pass over unknown fields")
  func unknownFields() throws {
    let future: [UInt8] = [0xF8, 0x07, 1, 0xFA, 0x07, 3, 1, 2, 3, 0xFB, 0x07, 0x08, 1, 0xFC, 0x07]
    let bytes = SharedBytes(future + Self.request.encoded().array + future)
    #expect(try Mcp_MCPRequest(decoding: bytes) == Self.request)
  }

  @Test("take the last of repeated fields, and merge repeated messages")
  func merging() throws {
    var first = Mcp_MCPRequest()
    first.method = "a"
    first.error = Mcp_MCPError()
    first.error?.code = 5
    var second = Mcp_MCPRequest()
    second.method = "b"
    second.error = Mcp_MCPError()
    second.error?.message = "m"
    let merged = try Mcp_MCPRequest(decoding: SharedBytes(first.encoded().array + second.encoded().array))
    #expect(merged.method == "b")
    #expect(merged.error?.code == 5)
    #expect(merged.error?.message == "m")
  }

  @Test("cut anywhere, are an error or a shorter message")
  func truncation() {
    let whole = Self.request.encoded()
    var refused = 0
    for count in 0..<whole.count {
      do {
        let message = try Mcp_MCPRequest(decoding: whole[0..<count])
        #expect(message.encodedSize == count)
      } catch {
        #expect(error.code == .truncated)
        refused += 1
      }
    }
    #expect(refused > whole.count / 2)
  }

  @Test("with any bit flipped, are an error or another message")
  func flippedBits() throws {
    let whole = Self.request.encoded().array
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        let message = try Mcp_MCPRequest(decoding: SharedBytes(bytes))
        #expect(try Mcp_MCPRequest(decoding: message.encoded()) == message)
      } catch {
        continue
      }
    }
  }

  @Test("keep payload bytes as slices of what was received")
  func slices() throws {
    let source = Self.request.encoded()
    guard case .bytes(let payload)? = try Mcp_MCPRequest(decoding: source).params?.value else {
      Issue.record("the payload is missing")
      return
    }
    #expect(payload.owner === source.owner)
    let json = try Mcp_JSONPayload(decoding: payload).json
    #expect(json.owner === source.owner)
    #expect(json.string == "{}")
  }
}
