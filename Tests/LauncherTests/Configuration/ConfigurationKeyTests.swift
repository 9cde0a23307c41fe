import Launcher
import Testing

/// How values are written, seen through keys for a made-up struct of settings.
@Suite struct ConfigurationKeyTests {
  struct Settings: Sendable {
    var count = 3
    var bytes = 65536
    var wait = Duration.seconds(30)
    var age: Duration?
    var isOn = false
    var path = "."
    var color = "red"
    var place = NetworkAddress.standard
  }

  static let count = ConfigurationKey<Settings>("some.count", \.count, .count(1...10), "A count.")
  static let bytes = ConfigurationKey<Settings>("bytes", \.bytes, .bytes(10...8 << 20), "Bytes.")
  static let wait = ConfigurationKey<Settings>(
    "wait", \.wait, .duration(.milliseconds(100) ... .seconds(7200)), "A time.")
  static let age = ConfigurationKey<Settings>(
    "age", \.age, .optional(.duration(.seconds(1) ... .seconds(60)), none: "unlimited"), "A time or none.")
  static let isOn = ConfigurationKey<Settings>("on", \.isOn, .bool, "A switch.")
  static let path = ConfigurationKey<Settings>("path", \.path, .path, "A path.")
  static let color = ConfigurationKey<Settings>("color", \.color, .choice("name", ["red", "blue"]), "A word.")
  static let place = ConfigurationKey<Settings>("place", \.place, .address(canListen: false), flag: "at", "A place.")

  /// The value that `text` leads to, written out again; nil where it is refused.
  private func stored(_ text: String, by key: ConfigurationKey<Settings>) -> String? {
    var settings = Settings()
    do {
      try key.apply(text, from: "here", to: &settings)
      return key.value(in: settings)
    } catch {
      #expect(error.code == .invalidValue)
      #expect(error.message.contains("for here: expected \(key.expectation)."))
      #expect(key.value(in: settings) == key.value(in: Settings()), "a refused value changes nothing")
      return nil
    }
  }

  @Test func namesFollowFromTheKey() {
    #expect(Self.count.flags == ["--some-count"])
    #expect(Self.count.environmentName(prefix: "OTHER") == "OTHER_SOME_COUNT")
    #expect(Self.place.flags == ["--at", "--place"])
    let long = ConfigurationKey<Settings>("a.b-c.d2", \.count, .count(0...1), "")
    #expect(long.flags == ["--a-b-c-d2"])
    #expect(long.environmentName(prefix: "MY") == "MY_A_B_C_D2")
  }

  @Test(arguments: [
    ("1", "1"), ("10", "10"), ("007", "7"), ("0", nil), ("11", nil), ("-1", nil), ("+1", nil), ("1.0", nil), ("", nil),
    (" 1", nil), ("99999999999999999999", nil),
  ])
  func countsAreIntegersInTheirRange(text: String, value: String?) {
    #expect(stored(text, by: Self.count) == value)
  }

  @Test(arguments: [
    ("10", "10"), ("1024", "1KiB"), ("1536", "1536"), ("64KiB", "64KiB"), ("4MiB", "4MiB"),
    ("8192KiB", "8MiB"), ("9", nil), ("9MiB", nil), ("1GiB", nil), ("4MB", nil), ("4 MiB", nil), ("4mib", nil),
    ("MiB", nil), ("1.5MiB", nil), ("-1KiB", nil), ("9223372036854775807GiB", nil), ("99999999999999999999", nil),
  ])
  func bytesMayHaveABinaryUnit(text: String, value: String?) {
    #expect(stored(text, by: Self.bytes) == value)
  }

  @Test(arguments: [
    ("100ms", "100ms"), ("2000ms", "2s"), ("90s", "90s"), ("5m", "5m"), ("60m", "1h"), ("2h", "2h"), ("99ms", nil),
    ("3h", nil), ("30", nil), ("s", nil), ("1d", nil), ("1.5s", nil), ("-5s", nil), ("1m30s", nil),
    ("9223372036854775807h", nil),
  ])
  func durationsHaveAUnit(text: String, value: String?) {
    #expect(stored(text, by: Self.wait) == value)
  }

  @Test(arguments: [("unlimited", "unlimited"), ("7s", "7s"), ("none", nil), ("61s", nil), ("", nil)])
  func absenceHasAWord(text: String, value: String?) {
    #expect(stored(text, by: Self.age) == value)
  }

  @Test(arguments: [("true", "true"), ("false", "false"), ("yes", nil), ("1", nil), ("TRUE", nil), ("", nil)])
  func switchesAreTrueOrFalse(text: String, value: String?) {
    #expect(stored(text, by: Self.isOn) == value)
  }

  @Test func textsAreNotEmptyAndEndNowhereInside() {
    #expect(stored("a b/ü", by: Self.path) == "a b/ü")
    #expect(stored("", by: Self.path) == nil)
    #expect(stored("a\0b", by: Self.path) == nil)
  }

  @Test func choicesAreOneOfTheirWords() {
    #expect(stored("blue", by: Self.color) == "blue")
    #expect(stored("green", by: Self.color) == nil)
    #expect(Self.color.expectation == "one of red, blue")
  }

  @Test func aPlaceToConnectToHasARealPort() {
    #expect(stored("[::1]:7", by: Self.place) == "[::1]:7")
    #expect(stored("localhost:0", by: Self.place) == nil)
    #expect(stored("localhost", by: Self.place) == nil)
  }

  @Test func expectationsNameTheBounds() {
    #expect(Self.count.expectation.contains("from 1 to 10"))
    #expect(Self.bytes.expectation.contains("from 10 to 8MiB"))
    #expect(Self.wait.expectation.contains("from 100ms to 2h"))
    #expect(Self.age.expectation.hasSuffix("from 1s to 1m, or unlimited"))
  }

  @Test func aRefusalShowsTheValueShortAndHarmless() throws {
    var settings = Settings()
    let error = #expect(throws: ConfigurationError.self) {
      try Self.count.apply("\u{1B}[31m" + String(repeating: "9", count: 500), from: "here", to: &settings)
    }
    let message = try #require(error?.message)
    #expect(!message.contains("\u{1B}"))
    #expect(message.count < 200)
  }

  @Test func aKeyMovesIntoSettingsThatContainItsOwn() throws {
    struct Whole: Sendable {
      var part = Settings()
      var other = ""
    }
    var whole = Whole()
    let key = Self.count.within(\Whole.part)
    try key.apply("9", from: "here", to: &whole)
    #expect(whole.part.count == 9)
    #expect(key.value(in: whole) == "9")
    #expect(key.flags == Self.count.flags)
    #expect(key.expectation == Self.count.expectation)
  }

  @Test func twoKeysWithOneVariableAreAMistakeOfTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let other = ConfigurationKey<Settings>("some-count", \.count, .count(1...10), "Another count.")
      _ = ConfigurationTable(keys: [ConfigurationKeyTests.count, other], environmentPrefix: "MY")
    }
    await #expect(processExitsWith: .success) {
      let keys = [ConfigurationKeyTests.count, ConfigurationKeyTests.bytes]
      _ = ConfigurationTable(keys: keys, environmentPrefix: "MY")
    }
  }

  @Test func theTableBecomesMarkdown() {
    let table = ConfigurationTable(keys: [Self.place], environmentPrefix: "MY")
    #expect(
      table.markdown(defaults: Settings()) == """
        | Name in the file | Flag | Environment variable | Default | Values and meaning |
        |---|---|---|---|---|
        | `place` | `--at`, `--place` | `MY_PLACE` | `127.0.0.1:50051` | \
        HOST:PORT, [IPV6]:PORT or unix:PATH, with a port from 1 to 65535. A place. |

        """)
  }
}
