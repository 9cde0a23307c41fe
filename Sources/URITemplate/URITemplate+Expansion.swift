extension URITemplate {
  /// The URI that the template and these values make (RFC 6570, section 3). Names that are not in the template are
  /// ignored.
  ///
  /// - Throws: `URITemplateError.Code.notAString` where a prefix is asked of a list or an associative array.
  package func expand(_ variables: Variables) throws(URITemplateError) -> String {
    var uri: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let units):
        for unit in units { Self.append(unit, to: &uri) }
      case .expression(let expression):
        try Self.append(expression, variables, to: &uri)
      }
    }
    return String(decoding: uri, as: UTF8.self)
  }

  private static func append(
    _ expression: Expression, _ variables: Variables, to uri: inout [UInt8]
  ) throws(URITemplateError) {
    let style = expression.expressionOperator
    var isFirst = true
    for variable in expression.variables {
      guard let value = variables[variable.name], !value.isUndefined else { continue }
      for item in try items(of: variable, value, style) {
        if isFirst {
          if let first = style.first { uri.append(first) }
        } else {
          uri.append(style.separator)
        }
        isFirst = false
        uri.append(contentsOf: item)
      }
    }
  }

  /// What stands between separators.
  private static func items(
    of variable: Variable, _ value: Value, _ style: Operator
  ) throws(URITemplateError) -> [[UInt8]] {
    if variable.prefix != nil, !value.isString {
      throw URITemplateError(
        code: .notAString, message: "the variable \(variable.name) has a prefix and is not a string", byteOffset: nil)
    }
    let name = Array(variable.name.utf8)
    func encoded(_ text: String) -> [UInt8] { self.encoded(text, style.characters) }
    func named(_ name: [UInt8], _ value: [UInt8]) -> [UInt8] {
      value.isEmpty && !style.hasEqualsBeforeNothing ? name : name + [UInt8(ascii: "=")] + value
    }
    func one(_ value: [UInt8]) -> [[UInt8]] { [style.isNamed ? named(name, value) : value] }
    let comma = UInt8(ascii: ",")

    switch value {
    case .string(let text):
      return one(encoded(variable.prefix.map { String(text.unicodeScalars.prefix($0)) } ?? text))
    case .list(let texts):
      guard variable.isExploded else { return one(Array(texts.map(encoded).joined(separator: [comma]))) }
      return texts.flatMap { one(encoded($0)) }
    case .associative(let members):
      guard variable.isExploded else {
        return one(Array(members.flatMap { [encoded($0.name), encoded($0.value)] }.joined(separator: [comma])))
      }
      return members.map { member in
        let (name, value) = (encoded(member.name), encoded(member.value))
        return style.isNamed ? named(name, value) : name + [UInt8(ascii: "=")] + value
      }
    }
  }

  /// The text with all other characters percent-encoded. Where reserved characters stay, so do triplets.
  private static func encoded(_ text: String, _ characters: URICharacters) -> [UInt8] {
    let source = Array(text.utf8)
    let keepsTriplets = characters.contains(UInt8(ascii: "/"))
    var target: [UInt8] = []
    target.reserveCapacity(source.count)
    for (index, byte) in source.enumerated() {
      let isKept =
        characters.contains(byte) || keepsTriplets && URICharacters.decodedTriplet(source[index...]) != nil
      append(isKept ? URIUnit(byte) : URICharacters.encoded | URIUnit(byte), to: &target)
    }
    return target
  }

  private static func append(_ unit: URIUnit, to uri: inout [UInt8]) {
    let byte = UInt8(truncatingIfNeeded: unit)
    guard unit >= URICharacters.encoded else { return uri.append(byte) }
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
    uri.append(UInt8(ascii: "%"))
    uri.append(digit(byte >> 4))
    uri.append(digit(byte & 15))
  }
}

extension URITemplate.Value {
  fileprivate var isUndefined: Bool {
    switch self {
    case .string: false
    case .list(let texts): texts.isEmpty
    case .associative(let members): members.isEmpty
    }
  }

  fileprivate var isString: Bool {
    if case .string = self { true } else { false }
  }
}
