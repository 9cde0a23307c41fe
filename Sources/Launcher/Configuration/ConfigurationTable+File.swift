package import Bytes
internal import JSON

/// The configuration file is a JSON object with an object for each group: `{"grpc": {"event-loops": 2}}`.
extension ConfigurationTable {
  /// What a configuration file says. A name that no key has is an error, so that a slip of the pen does not go
  /// unnoticed.
  /// - Parameter path: how error messages call the file.
  package func assignments(
    inFile bytes: SharedBytes, path: String
  ) throws(ConfigurationError) -> [Assignment<Settings>] {
    let limits = JSONLimits(maximumDepth: 32, maximumSizeBytes: ConfigurationFile.maxBytes)
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
    var assignments: [Assignment<Settings>] = []
    try collect(document, prefix: "", path: path, into: &assignments)
    return assignments
  }

  private func collect(
    _ object: JSONValue, prefix: String, path: String, into assignments: inout [Assignment<Settings>]
  ) throws(ConfigurationError) {
    for (member, value) in object.members {
      let own = member.string
      let name = prefix + own
      // A dot inside a member's name would be a second spelling of the same key.
      let isOneWord = !own.contains(".")
      if isOneWord, let key = keys.first(where: { $0.name == name }) {
        let place = "\(name) in \(path.quoted)"
        guard let text = key.jsonForms.text(of: value) else {
          throw key.invalid(value.description, for: place, advice: key.jsonForms.advice)
        }
        assignments.append(Assignment(key: key, place: place, text: text))
      } else if isOneWord, keys.contains(where: { $0.name.hasPrefix(name + ".") }) {
        guard value.kind == .object else {
          throw ConfigurationError(
            code: .invalidValue,
            message: """
              The value \(value.description.quoted) is invalid for \(name) in \(path.quoted): expected an object.
              """)
        }
        try collect(value, prefix: name + ".", path: path, into: &assignments)
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
