internal import Bytes

/// A file of certificates or of a private key in PEM (RFC 7468).
enum PEMFile {
  enum Content: String {
    case certificates = "certificate"
    case privateKey = "private key"

    /// Keys may also say of which kind they are: `EC PRIVATE KEY`.
    func isCalled(_ label: Substring) -> Bool {
      switch self {
      case .certificates: label == "CERTIFICATE"
      case .privateKey: label.hasSuffix("PRIVATE KEY")
      }
    }
  }

  /// The text of a file that has at least one of what is looked for, all of them whole. Whether they are any good is
  /// for TLS to judge.
  /// - Throws: `unreadableFile` or `invalidValue`, naming `setting` and the file and nothing from within it.
  static func read(
    _ content: Content, _ path: String, of setting: String, readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) -> String {
    let file = "The file \(path.quoted) of \(setting)"
    let bytes: SharedBytes
    do {
      bytes = try readFile(path)
    } catch {
      throw ConfigurationError(code: .unreadableFile, message: "\(file) cannot be read: \(error).", cause: error)
    }
    guard bytes.count <= ConfigurationFile.maxBytes, let text = bytes.string else {
      throw .invalid("\(file) is not PEM text of at most \(ConfigurationFile.maxBytes) bytes.")
    }
    var isFound = false
    var lines = text.split(whereSeparator: \.isNewline)[...]
    while let line = lines.popFirst() {
      guard let label = label(of: line, "BEGIN") else { continue }
      let body = lines.prefix { Self.label(of: $0, "END") == nil }
      lines = lines[body.endIndex...]
      guard label != "ENCRYPTED PRIVATE KEY", !body.contains(where: { $0.hasPrefix("Proc-Type: 4,ENCRYPTED") }) else {
        throw .invalid("\(file) is encrypted, and there is nobody to ask for its password.")
      }
      guard content.isCalled(label) else { continue }
      let end = lines.popFirst().flatMap { Self.label(of: $0, "END") }
      guard end == label, isWhole(body) else { throw .invalid("\(file) has a damaged \(content.rawValue).") }
      isFound = true
    }
    guard isFound else { throw .invalid("\(file) has no \(content.rawValue) in PEM form.") }
    return text
  }

  /// What a line of the form `-----BEGIN label-----` begins or ends.
  private static func label(of line: Substring, _ word: String) -> Substring? {
    let line = line.trimmed[...]
    guard line.hasPrefix("-----\(word) "), line.hasSuffix("-----") else { return nil }
    return line.dropFirst(word.count + 6).dropLast(5)
  }

  /// Whether lines are the base64 of one DER sequence from its first byte to its last (X.690, section 8.1.3).
  private static func isWhole(_ lines: ArraySlice<Substring>) -> Bool {
    guard let der = Base64.decode(lines.map(\.trimmed).joined()) else { return false }
    return der.withUnsafeBytes { bytes in
      guard bytes.count >= 2, bytes[0] == 0x30 else { return false }
      guard bytes[1] & 0x80 != 0 else { return bytes.count == 2 + Int(bytes[1]) }
      let lengthBytes = Int(bytes[1] & 0x7F)
      guard (1...4).contains(lengthBytes), bytes.count >= 2 + lengthBytes else { return false }
      let length = bytes[2..<2 + lengthBytes].reduce(0) { $0 << 8 | Int($1) }
      return bytes.count == 2 + lengthBytes + length
    }
  }
}

extension ConfigurationError {
  fileprivate static func invalid(_ message: String) -> ConfigurationError {
    ConfigurationError(code: .invalidValue, message: message)
  }
}
