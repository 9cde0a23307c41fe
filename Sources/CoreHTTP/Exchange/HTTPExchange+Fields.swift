internal import CBeast

/// Header fields, found and read where they are: this happens with every request. Names are compared without case.
/// Where a value is not UTF-8 the replacement character U+FFFD stands in its text: so it is there, and is nothing that
/// has a meaning.
extension HTTPExchange {
  package func hasHeader(_ name: StaticString) -> Bool { firstField(name) != nil }

  /// The first value of a header field; nil when there is none.
  package func header(_ name: StaticString) -> String? { firstField(name)?.text }

  /// All values of a header field.
  package func headers(_ name: StaticString) -> [String] {
    var values: [String] = []
    for field in fields where field.isNamed(name) { values.append(field.text) }
    return values
  }

  /// All of them as one value, as several fields of one name are read (RFC 9110, section 5.3); nil when there is none.
  package func joinedHeader(_ name: StaticString) -> String? {
    var joined: String?
    for field in fields where field.isNamed(name) {
      joined = joined.map { $0 + ", " + field.text } ?? field.text
    }
    return joined
  }

  /// All header fields in their order, names in lower case.
  package var allHeaders: [(name: String, value: String)] { fields.map { ($0.name.string.lowercased(), $0.text) } }

  func firstField(_ name: StaticString) -> cbeast_field? {
    for field in fields where field.isNamed(name) { return field }
    return nil
  }
}

extension cbeast_field {
  var text: String { String(decoding: value.bytes, as: UTF8.self) }

  /// Whether this is its name, which is of letters, digits and hyphens. A name that was sent is a token: what differs from
  /// one of these by the bit of a letter's case is that letter.
  func isNamed(_ other: StaticString) -> Bool {
    guard name.length == other.utf8CodeUnitCount else { return false }
    return name.bytes.allWords(with: UnsafeRawPointer(other.utf8Start)) { own, other in
      (own ^ other) & 0xDFDF_DFDF_DFDF_DFDF == 0
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether something holds for all of these bytes and as many others, of which it is given eight at a time, or one.
  @inline(__always)
  fileprivate func allWords(with other: UnsafeRawPointer, _ holds: (UInt64, UInt64) -> Bool) -> Bool {
    var index = 0
    while index &+ 8 <= count {
      let own = loadUnaligned(fromByteOffset: index, as: UInt64.self)
      guard holds(own, other.loadUnaligned(fromByteOffset: index, as: UInt64.self)) else { return false }
      index &+= 8
    }
    while index < count {
      guard holds(UInt64(self[index]), UInt64(other.load(fromByteOffset: index, as: UInt8.self))) else { return false }
      index &+= 1
    }
    return true
  }
}
