/// The grammar of RFC 6570, section 2, with the apostrophe as a literal, as the examples of the RFC have it.
struct TemplateParser {
  private let bytes: [UInt8]
  private var position = 0
  private var variableCount = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func parse() throws(URITemplateError) -> [URITemplate.Part] {
    guard bytes.count <= URITemplate.maximumTemplateBytes else {
      throw URITemplateError(
        code: .tooLarge, message: "a URI template has at most \(URITemplate.maximumTemplateBytes) bytes",
        byteOffset: URITemplate.maximumTemplateBytes)
    }
    var parts: [URITemplate.Part] = []
    while let byte = current {
      if byte == UInt8(ascii: "{") {
        parts.append(.expression(try expression()))
      } else {
        parts.append(.literal(try literal()))
      }
    }
    return parts
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Passes over the byte if it is the next one.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func malformed(_ message: String, at offset: Int? = nil) -> URITemplateError {
    URITemplateError(code: .malformed, message: message, byteOffset: offset ?? position)
  }

  /// Everything up to the next expression, as it will stand in the URI.
  private mutating func literal() throws(URITemplateError) -> [URIUnit] {
    var units: [URIUnit] = []
    while let byte = current, byte != UInt8(ascii: "{") {
      switch byte {
      case UInt8(ascii: "%"):
        units.append(URICharacters.encoded | URIUnit(try triplet()))
        continue
      case 0x80...:
        // The controls U+0080 to U+009F are C2 80 to C2 9F.
        guard byte != 0xC2 || bytes[position + 1] >= 0xA0 else { throw malformed("a control character") }
        units.append(URICharacters.encoded | URIUnit(byte))
      case UInt8(ascii: "}"):
        throw malformed("a closing brace without an opening one")
      default:
        guard URICharacters.unreserved.union(.reserved).contains(byte) else {
          throw malformed("a character that has no place in a URI and has to be percent-encoded")
        }
        units.append(URIUnit(byte))
      }
      position += 1
    }
    return units
  }

  private mutating func triplet() throws(URITemplateError) -> UInt8 {
    guard let byte = URICharacters.decodedTriplet(bytes[position...]) else {
      throw malformed("a percent sign without two hexadecimal digits")
    }
    position += 3
    return byte
  }

  private mutating func expression() throws(URITemplateError) -> URITemplate.Expression {
    position += 1
    let expressionOperator = try self.expressionOperator()
    var variables: [URITemplate.Variable] = []
    repeat {
      variableCount += 1
      guard variableCount <= URITemplate.maximumVariables else {
        throw URITemplateError(
          code: .tooLarge, message: "a URI template has at most \(URITemplate.maximumVariables) variables",
          byteOffset: position)
      }
      variables.append(try variable())
    } while skip(",")
    guard skip("}") else {
      throw malformed(current == nil ? "an expression is not closed" : "a character that is not part of a variable")
    }
    return URITemplate.Expression(expressionOperator: expressionOperator, variables: variables)
  }

  private mutating func expressionOperator() throws(URITemplateError) -> URITemplate.Operator {
    guard let byte = current else { return .simple }
    if "=,!@|".utf8.contains(byte) { throw malformed("an operator that is reserved for extensions") }
    guard byte != 0, let found = URITemplate.Operator(rawValue: byte) else { return .simple }
    position += 1
    return found
  }

  /// A name and its modifier.
  private mutating func variable() throws(URITemplateError) -> URITemplate.Variable {
    let name = try self.name()
    if skip("*") { return URITemplate.Variable(name: name, prefix: nil, isExploded: true) }
    guard skip(":") else { return URITemplate.Variable(name: name, prefix: nil, isExploded: false) }
    let start = position
    var prefix = 0
    while let digit = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), position < start + 4 {
      prefix = prefix * 10 + Int(digit - UInt8(ascii: "0"))
      position += 1
    }
    guard position > start, bytes[start] != UInt8(ascii: "0") else {
      throw malformed("a prefix is a number from 1 to 9999", at: start)
    }
    return URITemplate.Variable(name: name, prefix: prefix, isExploded: false)
  }

  /// Letters, digits, underscores and percent-encoded bytes, with single dots between them.
  private mutating func name() throws(URITemplateError) -> String {
    let start = position
    var isAfterDot = true
    name: while let byte = current {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        position += 1
        isAfterDot = false
      case UInt8(ascii: "%"):
        _ = try triplet()
        isAfterDot = false
      case UInt8(ascii: ".") where !isAfterDot:
        position += 1
        isAfterDot = true
      default:
        break name
      }
    }
    guard !isAfterDot else {
      throw malformed("a variable's name is missing, or begins or ends in something that is not part of names")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}
