/// One row of a table of settings: a name, what its values look like, and where in `Settings` they go.
///
/// The name `station.max-age` gives the flag `--station-max-age`, the place `{"station": {"max-age": ...}}` in a
/// configuration file and, in a program called `weather`, the environment variable `WEATHER_STATION_MAX_AGE`.
public struct ConfigurationKey<Settings: Sendable>: Sendable {
  /// Lower-case words joined by hyphens, in groups joined by dots.
  package let name: String
  /// The spellings on the command line with their hyphens, the preferred one first.
  package let flags: [String]
  /// What stands for the value in help, such as `bytes`.
  package let placeholder: String
  /// Which values are taken, in words: "an integer from 1 to 10".
  package let expectation: String
  /// A bare flag means true, and there is a flag with `--no-`.
  package let isSwitch: Bool
  /// One or two plain sentences.
  package let help: String
  /// The value is never shown, and may be in a file of its own.
  package let isSecret: Bool
  let jsonForms: JSONForms
  let set: @Sendable (inout Settings, String) -> Bool
  let describe: @Sendable (Settings) -> String?

  /// - Parameters:
  ///   - name: lower-case words joined by hyphens, in groups joined by dots; anything else traps.
  ///   - path: where the value goes.
  ///   - flag: a shorter spelling of the flag, without hyphens, in addition to the one made from the name.
  ///   - help: one or two plain sentences.
  public init<Value>(
    _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ format: ValueFormat<Value>,
    flag: String? = nil, _ help: String
  ) {
    precondition(Self.isWellFormed(name), "'\(name)' is not a name for a setting")
    let ownFlag = "--" + String(name.map { $0 == "." ? "-" : $0 })
    self.name = name
    self.flags = if let flag { ["--" + flag, ownFlag] } else { [ownFlag] }
    self.placeholder = format.placeholder
    self.expectation = format.expectation
    self.isSwitch = format.jsonForms == .bool
    self.help = help
    self.isSecret = format.isSecret
    self.jsonForms = format.jsonForms
    self.set = { settings, text in
      guard let value = format.parse(text) else { return false }
      settings[keyPath: path] = value
      return true
    }
    self.describe = { format.describe($0[keyPath: path]) }
  }

  /// The same row for settings that contain these: how a program puts its own keys beside Rialto's.
  package func within<Whole>(_ path: any WritableKeyPath<Whole, Settings> & Sendable) -> ConfigurationKey<Whole> {
    ConfigurationKey<Whole>(self, path)
  }

  private init<Part>(_ key: ConfigurationKey<Part>, _ path: any WritableKeyPath<Settings, Part> & Sendable) {
    self.name = key.name
    self.flags = key.flags
    self.placeholder = key.placeholder
    self.expectation = key.expectation
    self.isSwitch = key.isSwitch
    self.help = key.help
    self.isSecret = key.isSecret
    self.jsonForms = key.jsonForms
    self.set = { settings, text in key.set(&settings[keyPath: path], text) }
    self.describe = { key.describe($0[keyPath: path]) }
  }

  /// The environment variable, such as `RIALTO_GRPC_LISTEN` for the prefix `RIALTO`.
  package func environmentName(prefix: String) -> String {
    prefix + "_" + String(name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
  }

  /// The value in `settings` as a person would write it; nil where there is none worth showing.
  package func value(in settings: Settings) -> String? { describe(settings) }

  /// Stores `text`, which came from `place`: a flag, a variable or a name in a file.
  package func apply(_ text: String, from place: String, to settings: inout Settings) throws(ConfigurationError) {
    guard set(&settings, text) else {
      throw invalid(text, for: place)
    }
  }

  /// The refusal of a value.
  /// - Parameter advice: what to add to the expectation.
  func invalid(_ text: String, for place: String, advice: String = "") -> ConfigurationError {
    let value = isSecret ? "" : " \(text.quoted)"
    return ConfigurationError(
      code: .invalidValue, message: "The value\(value) is invalid for \(place): expected \(expectation)\(advice).")
  }

  /// Whether the name is in this group.
  func isIn(_ group: String) -> Bool { name.hasPrefix(group + ".") }

  private static func isWellFormed(_ name: String) -> Bool {
    name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { group in
      group.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
        !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      }
    }
  }
}
