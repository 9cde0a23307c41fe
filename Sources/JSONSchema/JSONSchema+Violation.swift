package import JSON

extension JSONSchema {
  /// The first way in which a value breaks its schema.
  package struct Violation: Equatable, Sendable {
    /// A JSON Pointer (RFC 6901) into the value; empty for the whole.
    package let path: String
    package let message: String
  }

  /// Checks a value; nil where it is valid. The depth of the work is that of the schema, not of the value.
  package func violation(in value: JSONValue) -> Violation? {
    if let types, !types.allows(value) { return Violation(path: "", message: "must be \(types.names)") }
    if let enumeration, !enumeration.contains(value) {
      let choices = enumeration.map(\.description).joined(separator: ", ")
      return Violation(path: "", message: "must be one of \(choices)")
    }
    switch value.kind {
    case .object: return objectViolation(in: value)
    case .array: return arrayViolation(in: value)
    case .number: return numberViolation(in: value)
    case .string: return stringViolation(in: value)
    default: return nil
    }
  }

  private func objectViolation(in value: JSONValue) -> Violation? {
    var known = 0
    for property in properties {
      guard let member = value[property.name] else { continue }
      known += 1
      if let violation = property.schema.violation(in: member) {
        return Violation(path: Self.pointer(property.name) + violation.path, message: violation.message)
      }
    }
    for name in required where value[name] == nil {
      return Violation(path: Self.pointer(name), message: "is required")
    }
    if !allowsAdditionalProperties, known < value.count {
      for (key, _) in value.members where !properties.contains(where: { $0.name == key.string }) {
        return Violation(path: Self.pointer(key.string), message: "is not a known property")
      }
    }
    return nil
  }

  private func arrayViolation(in value: JSONValue) -> Violation? {
    guard let items else { return nil }
    for (index, element) in value.elements.enumerated() {
      if let violation = items.violation(in: element) {
        return Violation(path: "/\(index)\(violation.path)", message: violation.message)
      }
    }
    return nil
  }

  private func numberViolation(in value: JSONValue) -> Violation? {
    guard minimum != nil || maximum != nil, let number = value.double else { return nil }
    if let minimum, number < minimum { return Violation(path: "", message: "must be at least \(minimum)") }
    if let maximum, number > maximum { return Violation(path: "", message: "must be at most \(maximum)") }
    return nil
  }

  private func stringViolation(in value: JSONValue) -> Violation? {
    guard minLength != nil || maxLength != nil, let text = value.string else { return nil }
    let length = text.unicodeScalars.count
    if let minLength, length < minLength {
      return Violation(path: "", message: "must have at least \(minLength) characters")
    }
    if let maxLength, length > maxLength {
      return Violation(path: "", message: "must have at most \(maxLength) characters")
    }
    return nil
  }

  /// One step of a JSON Pointer.
  private static func pointer(_ name: String) -> String {
    "/" + name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
  }
}

extension TypeSet {
  func allows(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .null: contains(.null)
    case .bool: contains(.boolean)
    case .object: contains(.object)
    case .array: contains(.array)
    case .number: contains(.number) || contains(.integer) && value.isInteger
    case .string: contains(.string)
    }
  }
}
