import Testing
import URITemplate

/// What an expansion was made of is found again, for templates as servers write them and values of every kind.
@Suite struct RoundTripTests {
  /// SplitMix64, so that a failure comes back.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func text(_ alphabet: [Character], from least: Int = 0) -> String {
      String((0..<Int.random(in: least...12, using: &self)).map { _ in alphabet.randomElement(using: &self)! })
    }
  }

  /// Everything, reserved characters and percent signs included.
  private static let any = Array("abcXYZ019-._~:/?#[]@!$&'()*+,;=% \"<>\\^`{|}\n\0éß漢😀\u{10FFFF}")
  /// Without what `{+var}` and `{#var}` leave as it is though it has a meaning: a percent sign may begin a triplet.
  private static let withoutPercent = any.filter { $0 != "%" }
  /// The same without what the template has behind the variable.
  private static let pathCharacters = withoutPercent.filter { !"?#".contains($0) }

  private func check(_ template: String, seed: UInt64, _ variables: URITemplate.Variables) throws {
    let template = try URITemplate(template)
    let uri = try template.expand(variables)
    #expect(template.match(uri) == variables, "seed \(seed): \(template) expanded to \(uri)")
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func valuesComeBack(seed: UInt64) throws {
    var random = Random(state: seed)
    let some = random.text(Self.any, from: 1)
    let other = random.text(Self.any, from: 1)
    let maybeEmpty = random.text(Self.any)
    let reserved = random.text(Self.withoutPercent, from: 1)
    let path = random.text(Self.pathCharacters, from: 1)
    let list = (0..<Int.random(in: 2...5, using: &random)).map { _ in random.text(Self.any) }
    let withoutDots = some.replacing(".", with: "")

    try check("users://{id}", seed: seed, ["id": .string(some)])
    try check("users://{id}/{kind}", seed: seed, ["id": .string(some), "kind": .string(other)])
    try check("x:{a,b}", seed: seed, ["a": .string(some), "b": .string(maybeEmpty)])
    try check("x:{a}", seed: seed, ["a": .list(["x"] + list)])
    try check("file:///{+path}", seed: seed, ["path": .string(reserved)])
    try check("file:///{+path}{?line}", seed: seed, ["path": .string(path), "line": .string(maybeEmpty)])
    try check("file:///{+path}{#part}", seed: seed, ["path": .string(path), "part": .string(reserved)])
    try check("x{#part}", seed: seed, ["part": .string(reserved)])
    try check("x{/a,b}", seed: seed, ["a": .string(maybeEmpty), "b": .string(some)])
    try check("x{/path*}", seed: seed, ["path": .list(list)])
    try check("x{/path*,name}", seed: seed, ["path": .list(list), "name": .string(some)])
    try check("{/name}{.extension}", seed: seed, ["name": .string(some), "extension": .string(withoutDots)])
    try check("x{.label}", seed: seed, ["label": .string(some)])
    try check("x{;a,b}/y", seed: seed, ["a": .string(maybeEmpty), "b": .string(some)])
    try check("x{;a*}", seed: seed, ["a": .list(list)])
    try check("x{?a,b,c*}", seed: seed, ["a": .string(maybeEmpty), "b": .list(list), "c": .list(list)])
    try check("x?y=1{&a,b}", seed: seed, ["b": .string(maybeEmpty)])
    try check("x{?a}{&b}", seed: seed, ["a": .string(some), "b": .string(other)])
    try check("x{/a:30}", seed: seed, ["a": .string(some)])
  }

  /// Random templates and random URIs: what matches expands to the same URI again.
  @Test func whatMatchesExpandsToTheURI() throws {
    var random = Random(state: 1)
    let pieces = [
      "a", "/", "-", "b/", "{v}", "{v,w}", "{+v}", "{+v,w}", "{/v}", "{/v*}", "{.v}", "{#v}", "{v:2}", "{/v,w}", "{v*}",
    ]
    let characters = Array("ab/-.,#xy1")
    var matches = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...5, using: &random)
      let text = (0..<count).map { number in
        pieces.randomElement(using: &random)!.replacing("v", with: "v\(number)").replacing("w", with: "w\(number)")
      }
      let template = try URITemplate(text.joined())
      let uri = random.text(characters)
      guard let variables = template.match(uri) else { continue }
      matches += 1
      let expanded = try template.expand(variables)
      #expect(expanded == uri, "\(template) matched \(uri) with \(variables)")
    }
    #expect(matches > 1_000)
  }
}
