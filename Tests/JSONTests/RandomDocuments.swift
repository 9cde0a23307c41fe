import Bytes
import JSON

/// A seeded generator (SplitMix64), so that a failure comes back.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Makes JSON text together with what it means, without the parser's help.
struct RandomDocuments {
  var random: SeededGenerator

  private static let alphabet = Array(
    "abcdefghijklmnopqrstuvwxyz 0123456789\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}éß€漢😀\u{10FFFF}\u{0}")

  init(seed: UInt64) { random = SeededGenerator(state: seed) }

  /// Text with white space, escapes and every kind of value; every number fits a double.
  mutating func text(depth: Int = 4) -> String { space() + value(depth) + space() }

  /// An object, as a Struct needs it.
  mutating func object(depth: Int = 4) -> String {
    let names = (0..<Int.random(in: 0...6, using: &random)).map { literal(of: "\($0)" + characters()) }
    return "{"
      + names.map { space() + $0 + space() + ":" + space() + value(depth - 1) + space() }.joined(separator: ",") + "}"
  }

  private mutating func value(_ depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
    case 0: return ["null", "true", "false"].randomElement(using: &random)!
    case 1: return "\(Int64.random(in: -(1 << 53)...(1 << 53), using: &random))"
    case 2: return "\(Double.random(in: -1e6...1e6, using: &random))"
    case 3: return ["0", "-0", "1.0", "25e-1", "1E+2", "-1.5e300", "5e-324"].randomElement(using: &random)!
    case 4: return literal(of: characters())
    case 5, 6: return object(depth: depth)
    default:
      let elements = (0..<Int.random(in: 0...6, using: &random)).map { _ in space() + value(depth - 1) + space() }
      return "[" + elements.joined(separator: ",") + "]"
    }
  }

  private mutating func space() -> String {
    guard Int.random(in: 0..<4, using: &random) == 0 else { return "" }
    return [" ", "\n", "\t", "\r\n", "\n          "].randomElement(using: &random)!
  }

  private mutating func characters() -> String {
    let count = [0, 1, 3, 7, 8, 9, 15, 16, 17, 40].randomElement(using: &random)!
    let isPlain = Bool.random(using: &random)
    return String((0..<count).map { _ in isPlain ? "x" : Self.alphabet.randomElement(using: &random)! })
  }

  private mutating func literal(of text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      let mustEscape = scalar == "\"" || scalar == "\\" || scalar.value < 0x20
      guard mustEscape || Int.random(in: 0..<10, using: &random) == 0 else {
        literal.unicodeScalars.append(scalar)
        continue
      }
      if scalar == "\n" {
        literal += "\\n"
      } else if scalar == "/" {
        literal += "\\/"
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
          literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return literal + "\""
  }
}

/// What a parse threw, or nil where it succeeded.
func failure(parsing text: String, limits: JSONLimits = .defaults) -> JSONError? {
  failure(parsing: Array(text.utf8), limits: limits)
}

func failure(parsing bytes: [UInt8], limits: JSONLimits = .defaults) -> JSONError? {
  do {
    _ = try JSONValue.parse(SharedBytes(bytes), limits: limits)
    return nil
  } catch {
    return error
  }
}
