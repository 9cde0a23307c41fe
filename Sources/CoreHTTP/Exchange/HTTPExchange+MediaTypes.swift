internal import Bytes
internal import CBeast
internal import Glibc

/// Media types in header fields, read where they are: this happens with every request.
extension HTTPExchange {
  /// Whether Content-Type names this type, whatever its parameters are (RFC 9110, section 8.3).
  package func bodyIs(_ type: StaticString) -> Bool {
    var isSaid = false
    for field in fields where field.isNamed("Content-Type") {
      guard field.value.bytes.part(before: ASCII.semicolon).trimmed.isType(type) else { return false }
      isSaid = true
    }
    return isSaid
  }

  /// Whether the client takes answers of a type; one that says nothing takes any. Of the ranges that it is in the most
  /// specific one counts (RFC 9110, section 12.5.1).
  package func accepts(_ type: StaticString) -> Bool {
    var isSaid = false
    var isTaken = false
    var specificity = 0
    for field in fields where field.isNamed("Accept") {
      isSaid = true
      _ = field.value.bytes.anyPart(between: ASCII.comma) { part in
        let range = part.part(before: ASCII.semicolon)
        let own = range.trimmed.specificity(of: type)
        guard own > 0, own >= specificity else { return false }
        isTaken = (own == specificity && isTaken) || !(range.count < part.count && part.hasNoWeight)
        specificity = own
        return false
      }
    }
    return isTaken || !isSaid
  }
}

private enum ASCII {
  static let comma = UInt8(ascii: ",")
  static let semicolon = UInt8(ascii: ";")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
}

extension UnsafeRawBufferPointer {
  fileprivate func part(before separator: UInt8) -> UnsafeRawBufferPointer {
    guard let start = baseAddress, let place = memchr(start, Int32(separator), count) else { return self }
    return UnsafeRawBufferPointer(start: start, count: UnsafeRawPointer(place) - start)
  }

  /// Whether something holds for any of the parts between separators.
  fileprivate func anyPart(between separator: UInt8, _ holds: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    var rest = self
    while true {
      let part = rest.part(before: separator)
      if holds(part) { return true }
      guard part.count < rest.count else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[(part.count + 1)...])
    }
  }

  fileprivate var trimmed: UnsafeRawBufferPointer {
    var range = indices
    while let first = range.first, isSpace(self[first]) { range.removeFirst() }
    while let last = range.last, isSpace(self[last]) { range.removeLast() }
    return UnsafeRawBufferPointer(rebasing: self[range])
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  fileprivate func isType(_ type: StaticString) -> Bool {
    count == type.utf8CodeUnitCount && begins(with: type, count)
  }

  /// Whether the first bytes are those of a text, without case.
  private func begins(with text: StaticString, _ length: Int) -> Bool {
    let start = UnsafeRawBufferPointer(start: text.utf8Start, count: length)
    // Nearly always in the same case.
    if UnsafeRawBufferPointer(rebasing: self[..<length]).equals(start) { return true }
    return (0..<length).allSatisfy { Self.lower(self[$0]) == Self.lower(start[$0]) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  /// How much this media range says of a type: 0 where the type is not in it, 1 for `*/*`, 2 for the type's first part
  /// with `/*`, 3 for the type itself.
  fileprivate func specificity(of type: StaticString) -> Int {
    if isType(type) { return 3 }
    guard count >= 3, self[count - 1] == ASCII.star, self[count - 2] == ASCII.slash else { return 0 }
    if count == 3, self[0] == ASCII.star { return 1 }
    return count <= type.utf8CodeUnitCount && begins(with: type, count - 1) ? 2 : 0
  }

  /// Whether a parameter says `q=0`, which means that a range is not taken (RFC 9110, section 12.4.2).
  fileprivate var hasNoWeight: Bool {
    anyPart(between: ASCII.semicolon) { parameter in
      let parameter = parameter.trimmed
      guard parameter.count >= 3, parameter[0] | 0x20 == UInt8(ascii: "q") else { return false }
      guard parameter[1] == UInt8(ascii: "="), parameter[2] == UInt8(ascii: "0") else { return false }
      return parameter[3...].allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }
  }
}
