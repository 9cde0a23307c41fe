import CoreGRPC
import Launcher
import Testing

@Suite struct ConfigurationTests {
  /// A value that every key of a kind takes and that is nobody's default.
  private static func sample(of key: ConfigurationKey<Configuration>) throws -> (text: String, json: String) {
    switch key.placeholder {
    case "count": return ("9", "9")
    case "bytes":
      // A message must have room for the largest book.
      let isMessageLimit = key.value(in: Configuration()) == "4MiB"
      return isMessageLimit ? ("8MiB", "8388608") : ("8KiB", #""8KiB""#)
    case "duration": return ("7s", #""7s""#)
    case "path": return ("/srv/files", #""/srv/files""#)
    case "host": return ("a.test,b.test", #""a.test,b.test""#)
    case "origin": return ("https://a.test", #""https://a.test""#)
    case "name": return ("server.test", #""server.test""#)
    case "address": return ("unix:/run/x.sock", #""unix:/run/x.sock""#)
    case "host:port": return ("127.0.0.1:7", #""127.0.0.1:7""#)
    case "bool":
      let opposite = key.value(in: Configuration()) == "true" ? "false" : "true"
      return (opposite, opposite)
    default: return try #require(nil, "no sample for <\(key.placeholder)>")
    }
  }

  /// A command that has the key as a flag, and what else it needs to make sense of it.
  private static func command(for key: ConfigurationKey<Configuration>) -> (name: String, environment: [String: String])
  {
    let needed = [
      "grpc.tls-certificate": ["MY_LIBRARY_GRPC_TLS_KEY": "/srv/key"],
      "grpc.tls-key": ["MY_LIBRARY_GRPC_TLS_CERTIFICATE": "/srv/certificate"],
      "grpc.tls-client-ca": [
        "MY_LIBRARY_GRPC_TLS_KEY": "/srv/key", "MY_LIBRARY_GRPC_TLS_CERTIFICATE": "/srv/certificate",
      ],
      "http.tls-certificate": ["MY_LIBRARY_HTTP_TLS_KEY": "/srv/key"],
      "http.tls-key": ["MY_LIBRARY_HTTP_TLS_CERTIFICATE": "/srv/certificate"],
      "http.tls-client-ca": [
        "MY_LIBRARY_HTTP_TLS_CERTIFICATE": "/srv/certificate", "MY_LIBRARY_HTTP_TLS_KEY": "/srv/key",
      ],
      "http.cors": ["MY_LIBRARY_HTTP_ALLOWED_ORIGINS": "https://a.test"],
      "http.sse": ["MY_LIBRARY_HTTP_LISTEN": "127.0.0.1:0"],
      "connect.tls-ca": ["MY_LIBRARY_CONNECT_TLS": "true"],
      "connect.tls-certificate": ["MY_LIBRARY_CONNECT_TLS": "true", "MY_LIBRARY_CONNECT_TLS_KEY": "/srv/key"],
      "connect.tls-key": ["MY_LIBRARY_CONNECT_TLS": "true", "MY_LIBRARY_CONNECT_TLS_CERTIFICATE": "/srv/certificate"],
      "connect.tls-server-name": ["MY_LIBRARY_CONNECT_TLS": "true"],
    ]
    let isOfStdio = key.name.hasPrefix("stdio.") || key.name.hasPrefix("connect.")
    guard !key.name.hasPrefix("bridge.") else { return ("bridge", ["MY_LIBRARY_HTTP_LISTEN": "127.0.0.1:0"]) }
    return (isOfStdio ? "stdio" : "serve", needed[key.name] ?? [:])
  }

  /// All but secrets, whose values cannot be looked at.
  private static let visibleKeys = Configuration.keys.filter { !$0.isSecret }

  @Test(arguments: visibleKeys.map(\.name))
  func everyKeyIsAFlagAVariableAndANameInTheFile(name: String) throws {
    let key = try #require(Configuration.keys.first { $0.name == name })
    let (text, json) = try Self.sample(of: key)
    let (command, environment) = Self.command(for: key)
    var shell = Shell()
    shell.environment = environment
    shell.files["f.json"] = name.split(separator: ".").reversed().reduce(json) { #"{"\#($1)": \#($0)}"# }

    var ways: [CommandOutcome<Shell.Action>] = []
    for flag in key.flags {
      ways.append(shell.run(command, flag, text))
      ways.append(shell.run(command, "\(flag)=\(text)"))
    }
    ways.append(shell.run(command, "--config", "f.json"))
    shell.environment[key.environmentName(prefix: "MY_LIBRARY")] = text
    ways.append(shell.run(command))

    for outcome in ways {
      let changes = try #require(outcome.changes, "\(outcome)")
      #expect(changes[name] == text)
      #expect(changes.count == 1 + environment.count)
    }
  }

  @Test func defaultsAreWithinTheirOwnBounds() throws {
    var configuration = Configuration()
    for key in Self.visibleKeys {
      let value = try #require(key.value(in: configuration))
      try key.apply(value, from: key.name, to: &configuration)
    }
    #expect(configuration.changes == [:])
  }

  @Test func everyKeyIsInTheMarkdownTable() {
    let table = ConfigurationTable(keys: Configuration.keys, environmentPrefix: "X")
    let lines = table.markdown(defaults: Configuration()).split(separator: "\n")
    #expect(lines.count == Configuration.keys.count + 2)
    for (key, line) in zip(Configuration.keys, lines.dropFirst(2)) {
      #expect(line.hasPrefix("| `\(key.name)` | `\(key.flags[0])`"))
      #expect(line.split(separator: "|", omittingEmptySubsequences: false).count == 7, "five cells: \(line)")
    }
  }

  @Test func variablesThatAreEmptyOrUnknownAreIgnored() {
    var shell = Shell()
    shell.environment = [
      "MY_LIBRARY_LIMITS_PAGE_SIZE": "", "MY_LIBRARY_PORT": "tcp://10.0.0.1:50051", "LIMITS_PAGE_SIZE": "3",
    ]
    #expect(shell.run("serve").changes == [:])
  }

  @Test func originsAreThoseThatBrowsersSend() {
    func isTaken(_ origins: String) -> Bool {
      Shell().run("serve", "--http-allowed-origins", origins).configuration != nil
    }
    for origin in [
      "https://app.example", "http://APP.example:8080", "https://[2001:db8::1]:8443", "http://[::1]",
      "moz-extension://0a-1b",
    ] {
      #expect(isTaken(origin))
    }
    for origin in [
      "*", "null", "app.example", "https://a.example/", "https://a.example:443", "http://a.example:80",
      "https://*.example", "https://", "://a", "https://a:0", "https://a:65536", "https://a:08", "https://me@a", "1a://b",
    ] {
      #expect(!isTaken(origin), "\(origin)")
    }
    for host in ["*", "a.example:8080", "https://a.example", "[::1]", ""] {
      #expect(Shell().run("serve", "--http-allowed-hosts", host).exit != nil)
    }
  }

  @Test func settingsThatWouldMeanNothingAreRefused() {
    for words in [
      ["serve", "--http-cors", "--http", "127.0.0.1:0"], ["serve", "--http-sse"],
      ["bridge", "--tcp", "a:1", "--http-sse"],
    ] {
      #expect(Shell().run(words).exit?.code == 78)
    }
  }

  @Test func whatIsSetReachesTheServersOwnLimits() throws {
    let configuration = try #require(
      Shell().run("serve", "--grpc-max-message-bytes", "8MiB", "--grpc-event-loops", "3").configuration)
    let limits = configuration.grpc.serverConfiguration
    #expect(limits.maxReceiveMessageBytes == 8 << 20 && limits.maxSendMessageBytes == 8 << 20)
    #expect(limits.eventLoops == 3)
    #expect(Configuration().grpc.serverConfiguration.eventLoops >= 1)
  }
}
