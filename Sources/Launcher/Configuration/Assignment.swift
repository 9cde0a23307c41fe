package import Bytes

/// A setting that was written somewhere, not yet understood.
package struct Assignment<Settings: Sendable>: Sendable {
  let key: ConfigurationKey<Settings>
  /// Where it was written, for messages: a flag, a variable, or a name in a file.
  let place: String
  let text: String

  /// What begins a secret that is in a file.
  private static var filePrefix: String { "file:" }

  /// Whether a file has to be read for it.
  var isInFile: Bool { key.isSecret && text.hasPrefix(Self.filePrefix) }

  /// Stores the value.
  package func apply(
    to settings: inout Settings, readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) {
    guard isInFile else { return try key.apply(text, from: place, to: &settings) }
    let path = String(text.dropFirst(Self.filePrefix.count))
    let bytes: SharedBytes
    do {
      bytes = try readFile(path)
    } catch {
      throw ConfigurationError(
        code: .unreadableFile, message: "The file \(path.quoted) of \(place) cannot be read: \(error).", cause: error)
    }
    let place = "\(place) in \(path.quoted)"
    guard bytes.count <= ConfigurationFile.maxBytes, let text = bytes.string else { throw key.invalid("", for: place) }
    // An editor ends a file with a line feed.
    try key.apply(text.trimmed, from: place, to: &settings)
  }
}
