package import Bytes
internal import JSON

/// The configuration file is a JSON object with an object for each group: `{"grpc": {"event-loops": 2}}`.
extension ConfigurationTable {
  /// The largest configuration file.
  package static var maxFileBytes: Int { 1 << 20 }

  /// Reads a configuration file. A name that no key has is an error, so that a slip of the pen does not go unnoticed.
  /// - Parameter path: how error messages call the file.
  package func apply(file bytes: SharedBytes, path: String, to settings: inout Settings) throws(ConfigurationError) {
    let limits = JSONLimits(maximumDepth: 32, maximumSizeBytes: Self.maxFileBytes)
    let document: JSONValue
    do {
      document = try JSONValue.parse(bytes, limits: limits)
    } catch {
      throw ConfigurationError(
        code: .malformedFile, message: "The configuration file \(path.quoted) is not valid: \(error).", cause: error)
    }
    guard document.kind == .object else {
      throw ConfigurationError(
        code: .malformedFile, message: "The configuration file \(path.quoted) is not a JSON object.")
    }
    try apply(members: document, prefix: "", path: path, to: &settings)
  }

  private func apply(
    members object: JSONValue, prefix: String, path: String, to settings: inout Settings
  ) throws(ConfigurationError) {
    for (member, value) in object.members {
      let own = member.string
      let name = prefix + own
      // A dot inside a member's name would be a second spelling of the same key.
      let isOneWord = !own.contains(".")
      if isOneWord, let key = keys.first(where: { $0.name == name }) {
        guard let text = key.jsonForms.text(of: value) else {
          throw ConfigurationError(
            code: .invalidValue,
            message: """
              The value \(value.description.quoted) is invalid for \(name) in \(path.quoted): \
              expected \(key.expectation)\(key.jsonForms.advice).
              """)
        }
        try key.apply(text, from: "\(name) in \(path.quoted)", to: &settings)
      } else if isOneWord, keys.contains(where: { $0.name.hasPrefix(name + ".") }) {
        guard value.kind == .object else {
          throw ConfigurationError(
            code: .invalidValue,
            message: """
              The value \(value.description.quoted) is invalid for \(name) in \(path.quoted): expected an object.
              """)
        }
        try apply(members: value, prefix: name + ".", path: path, to: &settings)
      } else {
        throw unknownKey(name, path: path)
      }
    }
  }

  private func unknownKey(_ name: String, path: String) -> ConfigurationError {
    var message = "Unknown key \(name.quoted) in \(path.quoted)."
    if keys.contains(where: { $0.name == name }) {
      message += " Write its parts as nested objects."
    } else if let nearest = name.nearest(in: keys.map(\.name)) {
      message += " Did you mean '\(nearest)'?"
    }
    return ConfigurationError(code: .unknownKey, message: message)
  }
}
