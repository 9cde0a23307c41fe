import Bytes
import Protobufs
import Wire

/// A small generator of numbers that are the same on every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Messages with every combination of fields. Text has no NUL, at which libprotobuf-c would cut it.
extension SplitMix {
  mutating func request() -> Mcp_MCPRequest {
    var request = Mcp_MCPRequest()
    request.jsonrpc = text()
    request.id = maybe { $0.text() }
    request.method = text()
    request.params = maybe { $0.any() }
    request.integerID = maybe { $0.number() }
    request.result = maybe { $0.any() }
    request.error = maybe { $0.error() }
    return request
  }

  mutating func response() -> Mcp_MCPResponse {
    var response = Mcp_MCPResponse()
    response.jsonrpc = text()
    response.id = maybe { $0.text() }
    response.result = maybe { $0.any() }
    response.error = maybe { $0.error() }
    response.integerID = maybe { $0.number() }
    response.method = text()
    response.params = maybe { $0.any() }
    return response
  }

  mutating func bytes() -> SharedBytes {
    SharedBytes((0..<length()).map { _ in UInt8.random(in: 0...255, using: &self) })
  }

  private mutating func error() -> Mcp_MCPError {
    var error = Mcp_MCPError()
    error.code = Int32(truncatingIfNeeded: number())
    error.message = text()
    error.data = maybe { $0.any() }
    return error
  }

  private mutating func any() -> AnyMessage {
    AnyMessage(typeURL: text(), value: .bytes(bytes()))
  }

  private mutating func text() -> String {
    String((0..<length()).map { _ in "aZ/\"\\\n\u{1}é€🍏".randomElement(using: &self) ?? "a" })
  }

  /// Mostly short, at times long enough for a length of two bytes, at times nothing.
  private mutating func length() -> Int {
    Int.random(in: 0..<(Int.random(in: 0..<8, using: &self) == 0 ? 300 : 20), using: &self)
  }

  /// Every magnitude alike, both signs.
  private mutating func number() -> Int64 {
    Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self)
  }

  private mutating func maybe<Value>(_ make: (inout SplitMix) -> Value) -> Value? {
    Bool.random(using: &self) ? make(&self) : nil
  }
}
