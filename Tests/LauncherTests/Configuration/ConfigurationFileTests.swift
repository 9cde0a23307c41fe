import Bytes
import Launcher
import Testing

@Suite struct ConfigurationFileTests {
  private let table = ConfigurationTable(keys: Configuration.keys, environmentPrefix: "MY")

  private func read(_ text: String) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    for assignment in try table.assignments(inFile: SharedBytes(Array(text.utf8)), path: "my.json") {
      try assignment.apply(to: &configuration) { _ in throw Shell.NoSuchFile() }
    }
    return configuration
  }

  private func refusal(_ text: String) -> ConfigurationError? {
    do {
      _ = try read(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func groupsAreNestedObjects() throws {
    let configuration = try read(
      """
      {
        "grpc": {"listen": "[::1]:9000", "max-message-bytes": 8388608, "stream-buffer-bytes": "1MiB",
                 "reflection": false, "max-connection-age": "2h"},
        "limits": {"page-size": 7, "session-idle": "90s"},
        "drain-timeout": "500ms"
      }
      """)
    #expect(
      configuration.changes == [
        "grpc.listen": "[::1]:9000", "grpc.max-message-bytes": "8MiB", "grpc.stream-buffer-bytes": "1MiB",
        "grpc.reflection": "false", "grpc.max-connection-age": "2h", "limits.page-size": "7",
        "limits.session-idle": "90s", "drain-timeout": "500ms",
      ])
  }

  @Test func anEmptyFileObjectChangesNothing() throws {
    #expect(try read("{}").changes == [:])
    #expect(try read(#"{"grpc": {}}"#).changes == [:])
  }

  @Test(arguments: [
    (
      #"{"grpc": {"max-mesage-bytes": 1}}"#,
      "Unknown key 'grpc.max-mesage-bytes' in 'my.json'. Did you mean 'grpc.max-message-bytes'?"
    ),
    (#"{"grcp": {"listen": "a:1"}}"#, "Unknown key 'grcp' in 'my.json'."),
    (#"{"drain-timeot": "1s"}"#, "Unknown key 'drain-timeot' in 'my.json'. Did you mean 'drain-timeout'?"),
    (#"{"grpc.event-loops": 2}"#, "Unknown key 'grpc.event-loops' in 'my.json'. Write its parts as nested objects."),
    (#"{"something-else": 1}"#, "Unknown key 'something-else' in 'my.json'."),
    (#"{"": 1}"#, "Unknown key '' in 'my.json'."),
  ])
  func anUnknownKeyIsNamedWithTheNearestKnownOne(text: String, message: String) {
    let error = refusal(text)
    #expect(error?.code == .unknownKey)
    #expect(error?.message == message)
  }

  @Test(arguments: [
    (#"{"limits": {"page-size": "7"}}"#, "limits.page-size", "'\"7\"'", "as a JSON number"),
    (#"{"limits": {"page-size": 7.5}}"#, "limits.page-size", "'7.5'", "from 1 to 10000"),
    (#"{"limits": {"page-size": 0}}"#, "limits.page-size", "'0'", "from 1 to 10000"),
    (#"{"limits": {"page-size": 1e400}}"#, "limits.page-size", "'1e400'", "from 1 to 10000"),
    (#"{"limits": {"page-size": null}}"#, "limits.page-size", "'null'", "from 1 to 10000"),
    (#"{"limits": {"page-size": {"a": 1}}}"#, "limits.page-size", "'{\"a\":1}'", "from 1 to 10000"),
    (#"{"limits": 3}"#, "limits", "'3'", "expected an object"),
    (#"{"drain-timeout": 30}"#, "drain-timeout", "'30'", "as a JSON string"),
    (#"{"drain-timeout": "30"}"#, "drain-timeout", "'30'", "from 0s to 1h"),
    (#"{"grpc": {"reflection": "true"}}"#, "grpc.reflection", "'\"true\"'", "as a JSON boolean"),
    (#"{"grpc": {"listen": "nowhere"}}"#, "grpc.listen", "'nowhere'", "HOST:PORT"),
    (#"{"grpc": {"max-message-bytes": 1}}"#, "grpc.max-message-bytes", "'1'", "from 4KiB to 1GiB"),
    (#"{"grpc": {"max-connection-age": null}}"#, "grpc.max-connection-age", "'null'", "or unlimited"),
  ])
  func aWrongValueIsNamedWithItsKeyAndWhatIsExpected(text: String, key: String, value: String, expected: String) {
    let error = refusal(text)
    #expect(error?.code == .invalidValue)
    let message = error?.message ?? ""
    #expect(message.hasPrefix("The value \(value) is invalid for \(key) in 'my.json': "), "\(message)")
    #expect(message.contains(expected), "\(message)")
  }

  @Test(arguments: ["", "[]", "3", "{", #"{"drain-timeout": "1s", "drain-timeout": "2s"}"#, "{} {}"])
  func whatIsNotOneJSONObjectIsMalformed(text: String) {
    let error = refusal(text)
    #expect(error?.code == .malformedFile)
    #expect(error?.message.contains("'my.json'") == true)
  }

  @Test func aFileOverTheLimitIsRefused() {
    let padding = String(repeating: " ", count: ConfigurationFile.maxBytes)
    #expect(refusal("{}" + padding)?.code == .malformedFile)
    #expect(refusal("{}" + padding.dropLast(2)) == nil)
  }
}
