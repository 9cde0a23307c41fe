extension ValueFormat where Value == String {
  /// Any text that is not empty.
  public static func text(_ placeholder: String) -> ValueFormat {
    ValueFormat(
      placeholder: placeholder, expectation: "a text that is not empty", jsonForms: .text,
      parse: { isUsable($0) ? $0 : nil },
      describe: { $0.isEmpty ? nil : $0 })
  }

  /// The path of a file or folder.
  public static var path: ValueFormat {
    ValueFormat(
      placeholder: "path", expectation: "a path", jsonForms: .text,
      parse: { isUsable($0) ? $0 : nil },
      describe: { $0.isEmpty ? nil : $0 })
  }

  /// One of a few words.
  public static func choice(_ placeholder: String, _ words: [String]) -> ValueFormat {
    ValueFormat(
      placeholder: placeholder, expectation: "one of " + words.joined(separator: ", "), jsonForms: .text,
      parse: { words.contains($0) ? $0 : nil },
      describe: { $0.isEmpty ? nil : $0 })
  }

  /// The operating system ends texts at NUL.
  private static func isUsable(_ text: String) -> Bool { !text.isEmpty && !text.utf8.contains(0) }
}

extension ValueFormat where Value == String {
  /// A name that a client may reach a server under; its port does not matter.
  static var hostName: ValueFormat {
    ValueFormat(
      placeholder: "host", expectation: "a name such as mcp.example, without a port", jsonForms: .text,
      parse: { isName($0) ? $0 : nil },
      describe: { $0.isEmpty ? nil : $0 })
  }

  /// An origin as browsers send it (RFC 6454, section 6.2): what is written in another way equals none of theirs.
  static var origin: ValueFormat {
    ValueFormat(
      placeholder: "origin",
      expectation: "SCHEME://HOST, with :PORT where it is not the scheme's own", jsonForms: .text,
      parse: { isOrigin($0.lowercased()) ? $0 : nil },
      describe: { $0.isEmpty ? nil : $0 })
  }

  private static func isOrigin(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasPrefix("//"), let first = parts[0].utf8.first, (0x61...0x7A).contains(first),
      parts[0].utf8.allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: "+") })
    else { return false }
    var host = parts[1].dropFirst(2)
    if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
      let port = host[host.index(after: colon)...]
      guard let number = UInt16(port), number > 0, String(number) == port,
        ["http": 80, "https": 443][String(parts[0])] != number
      else { return false }
      host = host[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      return host.utf8.dropFirst().dropLast().allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ":") }
    }
    return isName(host)
  }

  private static func isName(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isNameByte) }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension ValueFormat where Value == NetworkAddress {
  /// - Parameter canListen: whether port 0, which lets the system choose, makes sense.
  public static func address(canListen: Bool) -> ValueFormat {
    ValueFormat(
      placeholder: "address",
      expectation: "HOST:PORT, [IPV6]:PORT or unix:PATH, with a port from \(canListen ? 0 : 1) to 65535",
      jsonForms: .text,
      parse: { text in
        guard let address = NetworkAddress(text) else { return nil }
        if !canListen, case .tcp(_, port: 0) = address { return nil }
        return address
      },
      describe: { $0.description })
  }

  /// A port to listen on.
  static var port: ValueFormat {
    ValueFormat(
      placeholder: "host:port", expectation: "HOST:PORT or [IPV6]:PORT, with a port from 0 to 65535", jsonForms: .text,
      parse: { text in
        guard let address = NetworkAddress(text), case .tcp = address else { return nil }
        return address
      },
      describe: { $0.description })
  }

  /// The path of a Unix socket.
  static var socketFile: ValueFormat {
    ValueFormat(
      placeholder: "path", expectation: "a path of at most 107 bytes", jsonForms: .text,
      parse: { NetworkAddress("unix:" + $0) },
      describe: { if case .unix(let path) = $0 { path } else { nil } })
  }
}

extension ValueFormat {
  /// A value that may be absent.
  /// - Parameter none: the word that says so; in a file it is a string.
  public static func optional<Wrapped>(_ format: ValueFormat<Wrapped>, none: String) -> ValueFormat
  where Value == Wrapped? {
    ValueFormat(
      placeholder: format.placeholder, expectation: "\(format.expectation), or \(none)",
      jsonForms: format.jsonForms == .number ? .numberOrText : format.jsonForms, isSecret: format.isSecret,
      parse: { text in
        // Two optionals: whether the text is good, and whether there is a value.
        if text == none { return .some(nil) }
        return format.parse(text).map { .some($0) }
      },
      describe: { value in
        guard let value else { return none }
        return format.describe(value)
      })
  }
}
