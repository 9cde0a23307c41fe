/// The path in a `file` URI (RFC 8089), taken apart strictly and put together with as few plain characters as allowed.
struct FileURI {
  /// Three times the longest path the kernel takes, all of it percent-encoded, and the scheme.
  static let maximumBytes = 3 * 4_096 + 32

  /// The decoded names of the path, none of them empty, `.` or `..`.
  let segments: [[UInt8]]

  init(_ uri: String) throws(WorkspaceError) {
    guard uri.utf8.count <= Self.maximumBytes else {
      throw WorkspaceError(.invalidPath, "the URI has more than \(Self.maximumBytes) bytes")
    }
    let shown = WorkspaceError.quoted(uri)
    guard let path = Self.path(of: uri.utf8) else {
      throw WorkspaceError(.invalidPath, "\(shown) is not a file URI of this machine, such as file:///folder/name")
    }
    var parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
    // A slash at the end says that a directory is meant, which the path alone says as well.
    if parts.last?.isEmpty == true { parts.removeLast() }
    var segments: [[UInt8]] = []
    for part in parts {
      guard let name = Self.decode(part) else {
        throw WorkspaceError(.invalidPath, "\(shown) has characters or percent-encodings that a file URI may not have")
      }
      guard !name.isEmpty, !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) else {
        throw WorkspaceError(.invalidPath, "\(shown) has an empty or dot segment")
      }
      segments.append(name)
    }
    self.segments = segments
  }

  /// Percent-encodes everything but RFC 3986's unreserved characters and the slashes between names.
  static func encode(_ path: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: path.count * 3) { target in
      var count = 0
      func put(_ byte: UInt8) {
        target[count] = byte
        count += 1
      }
      for byte in path {
        if isUnreserved(byte) || byte == UInt8(ascii: "/") {
          put(byte)
        } else {
          put(UInt8(ascii: "%"))
          put(hexDigit(byte >> 4))
          put(hexDigit(byte & 15))
        }
      }
      return count
    }
  }

  /// What follows scheme and host, beginning with a slash; nil for another scheme or host.
  private static func path(of uri: String.UTF8View) -> Substring.UTF8View? {
    for start in ["file:///", "file://localhost/"] where uri.count >= start.utf8.count {
      // Scheme and host are the parts of a URI where case does not matter.
      let isStart = zip(uri, start.utf8).allSatisfy { byte, expected in
        byte == expected || (isLetter(byte) && byte | 0x20 == expected)
      }
      if isStart { return Substring(uri.dropFirst(start.utf8.count - 1)).utf8 }
    }
    return nil
  }

  /// The name a segment stands for; nil where it is not valid or could not be one name.
  private static func decode(_ segment: some Collection<UInt8>) -> [UInt8]? {
    var name: [UInt8] = []
    name.reserveCapacity(segment.count)
    var bytes = segment.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "%") else {
        guard isUnreserved(byte) || isAllowedDelimiter(byte) else { return nil }
        name.append(byte)
        continue
      }
      guard let high = bytes.next().flatMap(hexValue), let low = bytes.next().flatMap(hexValue) else { return nil }
      let decoded = high << 4 | low
      guard decoded != 0, decoded != UInt8(ascii: "/") else { return nil }
      name.append(decoded)
    }
    return name
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "-._~".utf8.contains(byte)
  }

  /// What else may stand in a path segment as itself. Query and fragment marks are not among it.
  private static func isAllowedDelimiter(_ byte: UInt8) -> Bool {
    "!$&'()*+,;=:@".utf8.contains(byte)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte - UInt8(ascii: "0") }
    let lower = byte | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(lower) ? lower - UInt8(ascii: "a") + 10 : nil
  }
}
