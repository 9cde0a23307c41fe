package import Bytes
package import JSON

/// The result of a request, made for the form that its answer has.
package enum JSONRPCResult: Sendable {
  /// In any form. What has been received is an object only where its reader has seen to that.
  case value(JSONValue)
  /// In JSON, ready to be sent.
  case text(JSONText)
  /// The same, with the whole answer to its request around it.
  case answer(JSONText)

  /// What is answered where there is nothing to say.
  package static let empty = JSONRPCResult.value([:])

  /// The result as a value, which takes a parse where there is only text.
  package var value: JSONValue {
    switch self {
    case .value(let value): value
    case .text(let text), .answer(let text): text.value
    }
  }

  /// The result as JSON text on one line.
  package var encodedJSONBytes: SharedBytes {
    switch self {
    case .value(let value): value.encodedJSONBytes()
    case .text(let text), .answer(let text): text.bytes
    }
  }

  /// About how many bytes of text it has.
  private var approximateBytes: Int {
    switch self {
    case .value(let value): value.approximateBytes
    case .text(let text), .answer(let text): text.bytes.count
    }
  }
}

extension JSONRPCResult {
  /// A builder of a result that is JSON text, and of the answer around it, which is finished by `answer(_:)`.
  package static func builder(answering id: RequestID, capacityBytes: Int) -> JSONBuilder {
    JSONBuilder(textBehind: opening(id, capacityBytes: capacityBytes + 128))
  }

  package static func answer(_ builder: consuming JSONBuilder) -> JSONRPCResult {
    .answer(builder.finishText(closing: "}"))
  }

  /// The answer to the request of this id as JSON text.
  func encodedAnswer(to id: RequestID?) -> SharedBytes {
    if case .answer(let text) = self {
      assert(text.whole[0..<text.openingCount] == Self.openingBytes(id), "this answers another request")
      return text.whole
    }
    var buffer = Self.opening(id, capacityBytes: approximateBytes + 128)
    switch self {
    case .value(let value): value.writeJSON(into: &buffer)
    case .text(let text), .answer(let text): buffer.append(text.bytes)
    }
    buffer.append(UInt8(ascii: "}"))
    return buffer.finish()
  }

  private static func openingBytes(_ id: RequestID?) -> SharedBytes {
    var buffer = opening(id, capacityBytes: 128)
    return buffer.finish()
  }

  private static func opening(_ id: RequestID?, capacityBytes: Int) -> JSONBuffer {
    var buffer = JSONBuffer(capacityBytes: capacityBytes)
    switch id {
    case .string(let text):
      buffer.append(#"{"jsonrpc":"2.0","id":"# as StaticString)
      buffer.quote(text)
      buffer.append(#","result":"# as StaticString)
    case .integer(let number):
      buffer.append(#"{"jsonrpc":"2.0","id":"# as StaticString)
      buffer.append(number)
      buffer.append(#","result":"# as StaticString)
    case nil:
      buffer.append(#"{"jsonrpc":"2.0","result":"# as StaticString)
    }
    return buffer
  }
}
