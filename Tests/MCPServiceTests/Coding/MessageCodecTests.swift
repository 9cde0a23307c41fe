import Bytes
import JSON
import MCPModel
import Protobufs
import TestSupport
import Testing
import Wire

@testable import MCPService

@Suite struct MessageCodecTests {
  private static let codec = MessageCodec(
    limits: JSONLimits(maximumDepth: 32, maximumSizeBytes: 10_000), maxMessageBytes: 10_000)

  private static func wire(_ change: (inout Mcp_MCPRequest) throws -> Void) rethrows -> SharedBytes {
    var wire = Mcp_MCPRequest()
    wire.jsonrpc = "2.0"
    wire.method = "m"
    try change(&wire)
    return wire.encoded()
  }

  private static func request(_ bytes: SharedBytes, form: PayloadForm = .protobufStruct) throws -> JSONRPCRequest {
    guard case .message(.request(let request)) = try codec.request(bytes, form: form).content else {
      throw TestFailure("it is no request")
    }
    return request
  }

  @Test func anAbsentIdMakesANotificationAndAnEmptyOneDoesNot() throws {
    guard case .message(.notification) = try Self.codec.request(Self.wire { _ in }, form: .json).content else {
      Issue.record("there is no id")
      return
    }
    #expect(try Self.request(Self.wire { $0.id = "" }).id == .string(""))
    #expect(try Self.request(Self.wire { $0.integerID = 0 }).id == .integer(0))
  }

  @Test func aRequestKnowsItsSize() throws {
    let bytes = Self.wire { $0.id = "x" }
    #expect(try Self.request(bytes).sizeBytes == bytes.count)
  }

  @Test func theFormIsThatOfThePayloadOrElseWhatTheCallAskedFor() throws {
    for asked in [PayloadForm.json, .protobufStruct] {
      #expect(try Self.request(Self.wire { $0.id = "x" }, form: asked).form == asked)
      let inStruct = try Self.wire {
        $0.id = "x"
        $0.params = try WireMessages.payload([:], asStruct: true)
      }
      #expect(try Self.request(inStruct, form: asked).form == .protobufStruct)
      let inJSON = try Self.wire {
        $0.id = "x"
        $0.params = try WireMessages.payload([:], asStruct: false)
      }
      #expect(try Self.request(inJSON, form: asked).form == .json)
    }
  }

  @Test func aPeerIsExtendedOnceItUsesWhatTheFirstFormDidNotHave() throws {
    func isExtended(_ change: (inout Mcp_MCPRequest) throws -> Void) throws -> Bool {
      try Self.codec.request(Self.wire(change), form: .protobufStruct).isExtended
    }
    #expect(try !isExtended { $0.id = "x" })
    #expect(try !isExtended { $0.params = try WireMessages.payload([:], asStruct: true) })
    #expect(try isExtended { $0.integerID = 1 })
    #expect(try isExtended { $0.params = try WireMessages.payload([:], asStruct: false) })
    #expect(
      try isExtended {
        $0.method = ""
        $0.result = try WireMessages.payload([:], asStruct: true)
      })
  }

  @Test func aMalformedResponseIsReadAsOneThatSaysSo() throws {
    let received = try Self.codec.request(
      Self.wire {
        $0.id = "x"
        $0.method = ""
        $0.result = try WireMessages.payload([1], asStruct: false)
      }, form: .json)
    guard case .message(.response(let response)) = received.content, case .failure(let error) = response.outcome else {
      Issue.record("its sender must not be told, but whoever waits for it")
      return
    }
    #expect(response.id == .string("x") && error.message.contains("/result"))
  }

  @Test func textOfAJSONPayloadIsKeptTokenForToken() throws {
    let text = #"{"b":1.50,"a":1e400,"é":"\u00e9\/","n":123456789012345678901234567890}"#
    let request = try Self.request(
      Self.wire {
        $0.id = "x"
        $0.params = WireMessages.jsonPayload(.text(text))
      })
    #expect(request.params?.description == text)
    let answer = Self.codec.encode(
      JSONRPCResponse(id: request.id, outcome: .success(.value(try #require(request.params))), form: .json))
    let payload = try #require(try Mcp_MCPResponse(decoding: answer).result)
    #expect(payload.typeURL == "type.googleapis.com/mcp.JSONPayload")
    #expect(try Mcp_JSONPayload(decoding: payload.value.encoded()).json.string == text)
  }

  @Test func aStructIsEqualAsAValue() throws {
    let request = try Self.request(
      Self.wire {
        $0.id = "x"
        $0.params = try WireMessages.payload(.json(#"{"a":7.0,"b":[1.5,null,true,"é"]}"#), asStruct: true)
      })
    #expect(request.params?.description == #"{"a":7,"b":[1.5,null,true,"é"]}"#)
  }

  @Test func anErrorKeepsItsCodeMessageAndData() throws {
    for form in [PayloadForm.json, .protobufStruct] {
      for data in [["a": 1], [1], "x", nil] as [JSONValue] {
        let error = MCPError(.headerMismatch, "no", data: data)
        let bytes = Self.codec.encode(JSONRPCResponse(id: .integer(7), outcome: .failure(error), form: form))
        #expect(
          try WireMessages.json(bytes)
            == ["jsonrpc": "2.0", "id": 7, "error": ["code": -32020, "message": "no", "data": data]])
      }
    }
  }

  @Test func anAnswerThatDoesNotFitSaysThatTheRequestRan() throws {
    let long = JSONValue.text(String(repeating: "x", count: 20_000))
    for form in [PayloadForm.json, .protobufStruct] {
      let bytes = Self.codec.encode(JSONRPCResponse(id: .string("x"), outcome: .success(.value(["a": long])), form: form))
      let answer = Answer(try WireMessages.json(bytes))
      #expect(answer.code == -32603 && answer.text?.contains("was carried out") == true && answer.id == "x")
      let error = MCPError(.invalidParams, "no", data: long)
      let failure = Answer(
        try WireMessages.json(Self.codec.encode(JSONRPCResponse(id: nil, outcome: .failure(error), form: form))))
      #expect(failure.code == -32602 && failure.data == nil)
    }
  }

  @Test func aNotificationThatCannotBeSentIsNone() throws {
    let long = JSONValue.text(String(repeating: "x", count: 20_000))
    func encode(_ params: JSONValue, _ form: PayloadForm = .json) -> SharedBytes? {
      Self.codec.encodeCaused(.notification(JSONRPCNotification(method: "n", params: params, form: form)))
    }
    #expect(encode(["a": long]) == nil)
    #expect(encode(["a": 9_007_199_254_740_993], .protobufStruct) == nil)
    let bytes = try #require(encode(["a": 1]))
    #expect(try WireMessages.json(bytes) == ["jsonrpc": "2.0", "method": "n", "params": ["a": 1]])
  }

  @Test func whatTheClientWritesTheServerReads() throws {
    let request = JSONRPCRequest(id: .integer(-1), method: "m", params: .json(#"{"a":1.0}"#))
    let read = try Self.request(Self.codec.encode(.request(request)))
    #expect(read.id == .integer(-1) && read.method == "m" && read.params?.description == #"{"a":1.0}"#)
    let response = JSONRPCResponse(id: .string("x"), outcome: .success(.value(["a": 1])))
    guard case .response(let answer) = try Self.codec.answer(Self.codec.encode(response)) else {
      Issue.record("it is a response")
      return
    }
    #expect(answer.id == .string("x"))
    #expect(try answer.outcome.get().value == ["a": 1])
  }
}
