import Bytes
import JSON
import MCPModel
import Protobufs
import TestSupport
import Testing
import Wire

@testable import MCPService

/// What is read and written without a generated message says the same as with one.
@Suite struct ShortcutTests {
  private static let codec = MessageCodec(limits: .defaults, maxMessageBytes: 1 << 20)

  private static func payload(_ text: String) throws -> AnyMessage {
    try WireMessages.payload(.parse(text), asStruct: true)
  }

  private static func request() throws -> SharedBytes {
    var wire = Mcp_MCPRequest()
    wire.jsonrpc = "2.0"
    wire.id = "é1"
    wire.method = "tools/call"
    wire.params = try payload(#"{"name":"echo","arguments":{"n":[1,2.5]}}"#)
    return wire.encoded()
  }

  private static func agree(_ bytes: SharedBytes) throws -> Bool {
    guard let short = codec.usualRequest(bytes) else { return false }
    let received = try codec.anyMessage(bytes, form: .json)
    guard case .message(.request(let long)) = received.content else {
      Issue.record("only one of the two is a request")
      return true
    }
    #expect(short.id == long.id && short.method == long.method && short.params == long.params)
    #expect(short.form == long.form && short.sizeBytes == long.sizeBytes)
    #expect(received.isExtended == short.id.isInteger)
    return true
  }

  @Test func theUsualRequestIsReadAtOnce() throws {
    #expect(try Self.agree(Self.request()))
    var wire = try Mcp_MCPRequest(decoding: Self.request())
    wire.id = nil
    wire.integerID = -7
    wire.method = "server/discover"
    #expect(try Self.agree(wire.encoded()))
  }

  @Test func anyOtherMessageIsNot() throws {
    let changes: [(inout Mcp_MCPRequest) -> Void] = [
      { $0.jsonrpc = "1.0" }, { $0.jsonrpc = "" }, { $0.id = nil }, { $0.integerID = 1 }, { $0.method = "" },
      { $0.params = nil }, { $0.result = AnyMessage() }, { $0.error = Mcp_MCPError() },
      { $0.params = WireMessages.jsonPayload(SharedBytes("{}".utf8)) }, { $0.params?.typeURL = "google.protobuf.Struct" },
      { $0.params?.typeURL = "type.googleapis.com/google.protobuf.Value" },
    ]
    for change in changes {
      var wire = try Mcp_MCPRequest(decoding: Self.request())
      change(&wire)
      #expect(Self.codec.usualRequest(wire.encoded()) == nil)
    }
    #expect(try Self.codec.usualRequest(SharedBytes(Self.request().array + Self.request().array)) == nil)
    #expect(try Self.codec.usualRequest(SharedBytes(Self.request().array + [0x78, 0])) == nil)
  }

  @Test func whateverIsReadAtOnceSaysTheSameTheLongWay() throws {
    let request = try Self.request()
    for length in 0..<request.count { #expect(try !Self.agree(request[0..<length])) }
    var count = 0
    for index in 0..<request.count {
      for byte in UInt8.min...UInt8.max {
        var bytes = request.array
        bytes[index] = byte
        if try Self.agree(SharedBytes(bytes)) { count += 1 }
      }
    }
    #expect(count > request.count)
  }

  @Test(arguments: [RequestID.string(""), .string("é"), .integer(0), .integer(-1), .integer(.max), nil])
  func aResultIsWrittenAsTheGeneratedMessageWritesIt(id: RequestID?) throws {
    for text in ["{}", #"{"a":1}"#, #"{"resultType":"complete","content":[{"type":"text","text":"\n"}],"n":[[],{}]}"#] {
      var wire = Mcp_MCPResponse()
      wire.jsonrpc = "2.0"
      switch id {
      case .string(let text): wire.id = text
      case .integer(let number): wire.integerID = number
      case nil: break
      }
      wire.result = try Self.payload(text)
      let result = try JSONValue.parse(text).packed
      let size = try #require(result.knownMessageBytes)
      let bytes = wire.encoded()
      guard
        case .bytes(bytes) = ResultMessage.encoded(id: id, result, resultBytes: size, limitBytes: bytes.count),
        case .tooLarge(bytes.count) =
          ResultMessage.encoded(id: id, result, resultBytes: size, limitBytes: bytes.count - 1)
      else {
        Issue.record("\(text) is written differently")
        continue
      }
    }
  }
}
