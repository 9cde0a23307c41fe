/// A byte of a URI, or `URICharacters.encoded` and the byte that a percent-encoded triplet stands for. So `%2f` and
/// `%2F` are equal, and neither is a slash.
typealias URIUnit = UInt16

/// A set of ASCII characters.
struct URICharacters: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  static let encoded: URIUnit = 0x100

  /// RFC 3986, section 2.3.
  static let unreserved = URICharacters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
  /// RFC 3986, section 2.2.
  static let reserved = URICharacters(":/?#[]@!$&'()*+,;=")

  private init(_ characters: StaticString) {
    characters.withUTF8Buffer { for character in $0 { self = inserting(character) } }
  }

  func contains(_ character: UInt8) -> Bool {
    (character < 64 ? low >> character : character < 128 ? high >> (character - 64) : 0) & 1 != 0
  }

  /// Every set has the percent-encoded bytes.
  func contains(_ unit: URIUnit) -> Bool {
    unit >= Self.encoded || contains(UInt8(truncatingIfNeeded: unit))
  }

  /// All bytes of a character in UTF-8 but its first are 10xxxxxx.
  static func isInsideCharacter(_ unit: URIUnit) -> Bool { unit & 0x1C0 == encoded | 0x80 }

  func inserting(_ character: UInt8) -> URICharacters {
    var set = self
    if character < 64 { set.low |= 1 << character } else { set.high |= 1 << (character - 64) }
    return set
  }

  func union(_ other: URICharacters) -> URICharacters {
    var set = self
    set.low |= other.low
    set.high |= other.high
    return set
  }

  /// The byte that the triplet at the start of `bytes` stands for; nil where it is none.
  static func decodedTriplet(_ bytes: some Collection<UInt8>) -> UInt8? {
    var digits = bytes.prefix(3).makeIterator()
    guard digits.next() == UInt8(ascii: "%"), let high = digits.next().flatMap(hexadecimalDigit),
      let low = digits.next().flatMap(hexadecimalDigit)
    else { return nil }
    return high << 4 | low
  }

  private static func hexadecimalDigit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension [URIUnit] {
  /// The units of a URI, or nil where a percent sign is not followed by two hexadecimal digits.
  init?(uri: some Collection<UInt8>) {
    self.init()
    reserveCapacity(uri.count)
    var rest = uri[...]
    while let first = rest.first {
      if first == UInt8(ascii: "%") {
        guard let byte = URICharacters.decodedTriplet(rest) else { return nil }
        append(URICharacters.encoded | URIUnit(byte))
        rest = rest.dropFirst(3)
      } else {
        append(URIUnit(first))
        rest = rest.dropFirst()
      }
    }
  }
}
