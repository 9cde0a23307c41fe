internal import JSON
internal import MCPModel

/// A value that is part of many answers, held as what is copied into them.
struct ConstantValue {
  private let text: JSONValue
  private let message: JSONValue

  init(_ value: JSONValue) {
    text = value.compact
    message = value.packed
  }

  func value(for form: PayloadForm) -> JSONValue {
    switch form {
    case .json: text
    case .protobufStruct: message
    }
  }
}
