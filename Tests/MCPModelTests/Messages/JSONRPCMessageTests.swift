import JSON
import MCPModel
import Testing

@Suite struct JSONRPCMessageTests {
  private static func read(_ text: String) throws -> JSONRPCMessage {
    try JSONRPCMessage(try JSONValue.parse(text))
  }

  @Test(
    arguments: [
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":[1,2.50,"x"]}}"#,
      #"{"jsonrpc":"2.0","id":"","method":"m"}"#,
      #"{"jsonrpc":"2.0","method":"m","params":{}}"#,
      #"{"jsonrpc":"2.0","method":"m"}"#,
      #"{"jsonrpc":"2.0","id":-9223372036854775808,"result":{"a":1}}"#,
      #"{"jsonrpc":"2.0","id":"x","error":{"code":-32600,"message":"no","data":[1]}}"#,
      #"{"jsonrpc":"2.0","error":{"code":7,"message":""}}"#,
    ])
  func isWrittenAsItWasRead(_ text: String) throws {
    #expect(try Self.read(text).json.description == text)
  }

  @Test func isToldApartByWhatItHas() throws {
    guard case .request(let request) = try Self.read(#"{"method":"m","id":7,"jsonrpc":"2.0"}"#) else {
      Issue.record("an id and a method are a request")
      return
    }
    #expect(request.id == .integer(7) && request.method == "m" && request.params == nil)
    guard case .notification = try Self.read(#"{"method":"m","jsonrpc":"2.0"}"#) else {
      Issue.record("a method without an id is a notification")
      return
    }
    guard case .response(let response) = try Self.read(#"{"result":{},"id":"a","jsonrpc":"2.0"}"#) else {
      Issue.record("a result is a response")
      return
    }
    #expect(response.id == .string("a"))
  }

  @Test func keepsTheIdOfWhatIsMalformedWhereItHasOne() throws {
    let withID = #expect(throws: JSONRPCMessage.Malformed.self) {
      try Self.read(#"{"jsonrpc":"1.0","id":"a","method":"m"}"#)
    }
    #expect(withID?.id == .string("a") && withID?.error.code == .invalidRequest)
    let without = #expect(throws: JSONRPCMessage.Malformed.self) {
      try Self.read(#"{"jsonrpc":"2.0","id":1.0,"method":"m"}"#)
    }
    #expect(without?.id == nil && without?.error.message.hasPrefix("/id: ") == true)
    let params = #expect(throws: JSONRPCMessage.Malformed.self) {
      try Self.read(#"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#)
    }
    #expect(params?.id == .integer(1) && params?.error.code == .invalidParams)
  }

  @Test(
    arguments: [
      (#"{"jsonrpc":"2.0","id":1,"result":[]}"#, "/result: must be an object"),
      (#"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#, "/error: must have an integer code and a message"),
      (#"{"jsonrpc":"2.0","id":1,"error":7}"#, "/error: must have an integer code and a message"),
      (#"{"id":1,"result":{}}"#, #"/jsonrpc: must be "2.0""#),
      (
        #"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}"#,
        "A message has a method, a result or an error, and only one of them"
      ),
    ])
  func readsAMalformedResponseAsOneThatSaysSo(_ text: String, _ message: String) throws {
    guard case .response(let response) = try Self.read(text), case .failure(let error) = response.outcome else {
      Issue.record("its sender must not be told, but whoever waits for it")
      return
    }
    #expect(response.id == .integer(1) && error.code == .invalidRequest && error.message == message)
  }

  @Test(
    arguments: [
      (#"{"requestId":7}"#, RequestID.integer(7)), (#"{"requestId":7.0}"#, .integer(7)),
      (#"{"requestId":"7"}"#, .string("7")), (#"{"requestId":7.5}"#, nil), (#"{"requestId":null}"#, nil), ("{}", nil),
    ])
  func namesTheRequestThatItCancels(_ params: String, _ id: RequestID?) throws {
    let params = try JSONValue.parse(params)
    #expect(JSONRPCNotification(method: "notifications/cancelled", params: params).cancelledRequest == id)
    #expect(JSONRPCNotification(method: "notifications/progress", params: params).cancelledRequest == nil)
  }

  @Test func saysInPlaceOfAnAnswerThatCannotBeSentWhetherTheRequestRan() {
    let success = JSONRPCResponse(id: nil, outcome: .success(.value([:]))).cannotBeSent(because: "is too large")
    #expect(success.code == .internalError)
    #expect(success.message == "The request was carried out, but its answer is too large")
    let long = String(repeating: "x", count: 100_000)
    let failed = MCPError(.invalidParams, long, data: .init(stringLiteral: long))
    let failure = JSONRPCResponse(id: nil, outcome: .failure(failed)).cannotBeSent(because: "is too large")
    #expect(failure.code == .invalidParams && failure.data == nil && failure.message.utf8.count == 256)
  }
}
