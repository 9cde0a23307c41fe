internal import JSON

/// Which JSON values a setting takes in a configuration file.
enum JSONForms: Sendable {
  case number, text, numberOrText, bool
}

extension JSONForms {
  /// The value as it would be written behind a flag, or nil where the JSON value is of another kind.
  func text(of value: JSONValue) -> String? {
    switch (self, value.kind) {
    case (.number, .number), (.numberOrText, .number): value.int.map { String($0) }
    case (.text, .string), (.numberOrText, .string): value.string
    case (.bool, .bool): value.bool.map { $0 ? "true" : "false" }
    default: nil
    }
  }

  /// What to add to an expectation, so that nobody puts a number between quotes or the other way round.
  var advice: String {
    switch self {
    case .number: ", as a JSON number"
    case .text: ", as a JSON string"
    case .numberOrText: ", as a JSON number or string"
    case .bool: ", as a JSON boolean"
    }
  }
}
