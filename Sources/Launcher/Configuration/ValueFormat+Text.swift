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
