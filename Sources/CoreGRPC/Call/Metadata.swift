package import Bytes

/// Metadata to send: ordered pairs, where a key may repeat.
///
/// Keys are lower case. The value of a key that ends in `-bin` is any bytes; every other value is printable ASCII. A
/// pair that breaks these rules makes the call fail with a clear status instead of being sent.
package struct Metadata: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package var key: String
    package var value: SharedBytes
  }

  package var entries: [Entry]

  package init() {
    entries = []
  }

  package var isEmpty: Bool { entries.isEmpty }

  package mutating func append(_ key: String, _ value: String) {
    append(key, SharedBytes(value.utf8))
  }

  package mutating func append(_ key: String, _ value: SharedBytes) {
    entries.append(Entry(key: key, value: value))
  }
}

extension Metadata {
  /// Whether HTTP/2 can carry every pair. Asked before the core is, which would log what it refuses.
  var isValid: Bool {
    entries.allSatisfy { entry in
      !entry.key.isEmpty && entry.key.utf8.allSatisfy(Self.isKeyByte)
        && (entry.key.hasSuffix("-bin") || entry.value.withUnsafeBytes { $0.allSatisfy { 0x20...0x7E ~= $0 } })
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): return true
    default: return false
    }
  }
}

extension Metadata: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: Entry...) {
    entries = elements
  }
}

extension Metadata: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, String)...) {
    entries = elements.map { Entry(key: $0.0, value: SharedBytes($0.1.utf8)) }
  }
}
