/// Why a text is not a template, or a template cannot be expanded. It has no cause.
package struct URITemplateError: Error, Equatable {
  package enum Code: Sendable {
    /// The text does not follow the grammar of RFC 6570, section 2.
    case malformed
    /// The text has more bytes or more variables than allowed.
    case tooLarge
    /// A prefix such as `{var:3}` is asked of a variable whose value is not a string (section 2.4.1).
    case notAString
  }

  package let code: Code
  /// Plain text for the developer who wrote the template.
  package let message: String
  /// Where in the template it was noticed, in bytes of UTF-8 from its start; nil for an error in expanding.
  package let byteOffset: Int?
}

extension URITemplateError: CustomStringConvertible {
  package var description: String {
    byteOffset.map { "\(message) (at byte \($0))" } ?? message
  }
}
