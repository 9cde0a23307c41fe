import Bytes
import Launcher
import Testing

@Suite struct ConfigurationTests {
  /// A value that every key of a kind takes and that is nobody's default.
  private static func sample(of key: ConfigurationKey<Configuration>) throws -> (text: String, json: String) {
    switch key.placeholder {
    case "count": return ("9", "9")
    case "bytes":
      // The limits of a message may grow, but not below what a file needs.
      let isMessageLimit = key.value(in: Configuration()) == "4MiB"
      return isMessageLimit ? ("8MiB", "8388608") : ("8KiB", #""8KiB""#)
    case "duration": return ("7s", #""7s""#)
    case "path": return ("/srv/files", #""/srv/files""#)
    case "address": return ("unix:/run/x.sock", #""unix:/run/x.sock""#)
    case "bool":
      let opposite = key.value(in: Configuration()) == "true" ? "false" : "true"
      return (opposite, opposite)
    default: return try #require(nil, "no sample for <\(key.placeholder)>")
    }
  }

  private static func parse(
    _ arguments: [String], environment: [String: String] = [:], file: String = "{}"
  ) throws -> Configuration {
    let program = RialtoCommand.program(name: "rialto", version: "1")
    let outcome = program.parse(arguments, environment: environment) { _ in SharedBytes(file.utf8) }
    switch outcome {
    case .run(.serve(let configuration)), .run(.stdio(let configuration)): return configuration
    default: return try #require(nil, "\(outcome)")
    }
  }

  /// A command that has the key as a flag.
  private static func command(for key: ConfigurationKey<Configuration>) -> String {
    key.name.hasPrefix("stdio.") || key.name.hasPrefix("connect.") ? "stdio" : "serve"
  }

  private static func changedKeys(of configuration: Configuration) -> [String] {
    Configuration.keys.filter { $0.value(in: configuration) != $0.value(in: Configuration()) }.map(\.name)
  }

  @Test(arguments: Configuration.keys.map(\.name))
  func everyKeyIsAFlagAVariableAndANameInTheFile(name: String) throws {
    let key = try #require(Configuration.keys.first { $0.name == name })
    let (text, json) = try Self.sample(of: key)
    let command = Self.command(for: key)

    var ways: [Configuration] = []
    for flag in key.flags {
      ways.append(try Self.parse([command, flag, text]))
      ways.append(try Self.parse([command, "\(flag)=\(text)"]))
    }
    ways.append(try Self.parse([command], environment: [key.environmentName(prefix: "RIALTO"): text]))
    let nested = name.split(separator: ".").reversed().reduce(json) { #"{"\#($1)": \#($0)}"# }
    ways.append(try Self.parse([command, "--config", "f.json"], file: nested))

    for configuration in ways {
      #expect(key.value(in: configuration) == text)
      #expect(Self.changedKeys(of: configuration) == [name])
    }
  }

  @Test func defaultsAreWithinTheirOwnBounds() throws {
    var configuration = Configuration()
    for key in Configuration.keys {
      let value = try #require(key.value(in: configuration))
      try key.apply(value, from: key.name, to: &configuration)
    }
    #expect(configuration == Configuration())
  }

  @Test func everyKeyIsInTheMarkdownTable() {
    let table = ConfigurationTable(keys: Configuration.keys, environmentPrefix: "RIALTO")
    let lines = table.markdown(defaults: Configuration()).split(separator: "\n")
    #expect(lines.count == Configuration.keys.count + 2)
    for (key, line) in zip(Configuration.keys, lines.dropFirst(2)) {
      #expect(line.hasPrefix("| `\(key.name)` | `\(key.flags[0])`"))
      #expect(line.split(separator: "|", omittingEmptySubsequences: false).count == 7, "five cells: \(line)")
    }
  }

  @Test func aFileThatDoesNotFitIntoAMessageIsAConflict() throws {
    var configuration = Configuration()
    try configuration.checkFileFits(into: 4 << 20, of: "some.limit")
    configuration.workspace.maxFileBytes = 3 << 20
    let error = #expect(throws: ConfigurationError.self) {
      try configuration.checkFileFits(into: 4 << 20, of: "some.limit")
    }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains("workspace.max-file-bytes") == true)
    #expect(error?.message.contains("some.limit at 4194304") == true)
    #expect(error?.message.contains("at most 1566720 bytes") == true)
  }

  @Test func variablesThatAreEmptyOrUnknownAreIgnored() throws {
    let table = ConfigurationTable(keys: Configuration.keys, environmentPrefix: "RIALTO")
    var configuration = Configuration()
    try table.apply(
      environment: ["RIALTO_DIAGNOSTICS": "", "RIALTO_PORT": "tcp://10.0.0.1:50051", "DIAGNOSTICS": "true"],
      to: &configuration)
    #expect(configuration == Configuration())
  }
}
