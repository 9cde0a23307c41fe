import Bytes
import Launcher
import Testing

@Suite struct SecretTests {
  private static let one = Base64.encode(SharedBytes([UInt8](repeating: 1, count: 32)))
  private static let two = Base64.encode(SharedBytes([UInt8](repeating: 2, count: 32)))
  private var shell = Shell()

  @Test func stateKeysAreAListOfKeys() {
    #expect(shell.run("serve").configuration?.state.keys.value == [])
    #expect(shell.run("serve", "--state-keys", Self.one).configuration?.state.keys.value == [Self.one])
    let two = shell.run("stdio", "--state-keys=\(Self.one),\(Self.two)")
    #expect(two.configuration?.state.keys.value == [Self.one, Self.two])
  }

  @Test(arguments: [
    "", "secret-word", "\(one),", ",\(one)", "\(one) \(two)", "\(one.dropLast())", "\(one)\(two)", "AAAA",
    Array(repeating: one, count: 17).joined(separator: ","),
  ])
  func whatIsNoListOfKeysIsRefusedWithoutSayingIt(text: String) throws {
    var shell = shell
    shell.files["f.json"] = #"{"state": {"keys": "\#(text)"}}"#
    let flag = try #require(shell.run("serve", "--state-keys=\(text)").exit)
    let file = try #require(shell.run("serve", "--config", "f.json").exit)
    #expect(flag.code == 64 && file.code == 78)
    #expect(flag.text.hasPrefix("Error: The value is invalid for --state-keys <base64>: expected up to 16 values "))
    #expect(file.text.hasPrefix("Error: The value is invalid for state.keys in 'f.json': expected up to 16 values "))
    for exit in [flag, file] where !text.isEmpty { #expect(!exit.text.contains(text)) }
  }

  @Test func aSecretOfTheWrongJSONKindIsNotShownEither() throws {
    var shell = shell
    shell.files["f.json"] = #"{"state": {"keys": 1234567}}"#
    let exit = try #require(shell.run("serve", "--config", "f.json").exit)
    #expect(exit.code == 78 && !exit.text.contains("1234567") && exit.text.contains("as a JSON string"))
  }

  @Test func aFileMayHoldASecret() {
    var shell = shell
    shell.files = ["keys": "\(Self.one),\(Self.two)\n", "f.json": #"{"state": {"keys": "file:keys"}}"#]
    let expected = [Self.one, Self.two]
    #expect(shell.run("serve", "--state-keys", "file:keys").configuration?.state.keys.value == expected)
    #expect(shell.run("serve", "--config", "f.json").configuration?.state.keys.value == expected)
    shell.environment["MY_LIBRARY_STATE_KEYS"] = "file:keys"
    #expect(shell.run("serve").configuration?.state.keys.value == expected)
  }

  @Test func aBadFileOfASecretExitsWith78AndShowsNothingOfIt() throws {
    var shell = shell
    shell.files["keys"] = "secret-word"
    let missing = try #require(shell.run("serve", "--state-keys", "file:none").exit)
    #expect(missing.code == 78)
    #expect(missing.text.hasPrefix("Error: The file 'none' of --state-keys <base64> cannot be read: no such file.\n"))
    let bad = try #require(shell.run("serve", "--state-keys", "file:keys").exit)
    #expect(bad.code == 78)
    #expect(bad.text.hasPrefix("Error: The value is invalid for --state-keys <base64> in 'keys': expected"))
    #expect(!bad.text.contains("secret-word"))
  }

  @Test func aFileForTheServersEyesIsNotReadByAClient() {
    var shell = shell
    shell.environment["MY_LIBRARY_STATE_KEYS"] = "file:none"
    #expect(shell.run("probe").command == "probe")
    #expect(shell.run("serve").exit?.code == 78)
  }

  @Test func aServersOwnSecretsAreSecretToo() throws {
    let given = try #require(shell.run("serve", "--library-card", "4711").library)
    #expect(given.card?.value == "4711")
    #expect(shell.run("serve", "--library-card", "none").library?.card == nil)
    var dumped = ""
    dump(given, to: &dumped)
    for text in ["\(given)", String(reflecting: given), dumped] {
      #expect(text.contains("(secret)") && !text.contains("4711"))
    }
  }

  @Test func helpShowsNoSecret() throws {
    let defaults = LaunchSettings(own: Shell.Library(card: Secret("4711")))
    let key = try #require(Shell.Library.keys.last)
    #expect(key.isSecret && key.value(in: defaults.own) == nil)
    let help = try #require(shell.run("serve", "--help").exit).text
    #expect(help.contains("  --state-keys <base64>"))
  }
}
