/// Two bits for each step of a pattern and each position in a URI.
struct MatchTable {
  private var reachable: [UInt64]
  private var present: [UInt64]
  private let positions: Int

  init(steps: Int, positions: Int) {
    self.positions = positions
    let words = ((steps + 1) * positions + 63) / 64
    reachable = [UInt64](repeating: 0, count: words)
    present = reachable
  }

  /// Whether this step and all behind it match the URI from this position to its end.
  func isReachable(_ step: Int, at position: Int) -> Bool { Self.bit(reachable, step * positions + position) }

  /// The same with the step itself, a field, not passed over.
  func isPresent(_ step: Int, at position: Int) -> Bool { Self.bit(present, step * positions + position) }

  mutating func setReachable(_ step: Int, at position: Int) { Self.set(&reachable, step * positions + position) }

  mutating func setPresent(_ step: Int, at position: Int) { Self.set(&present, step * positions + position) }

  private static func bit(_ words: [UInt64], _ index: Int) -> Bool { words[index >> 6] >> (index & 63) & 1 != 0 }

  private static func set(_ words: inout [UInt64], _ index: Int) { words[index >> 6] |= 1 << (index & 63) }
}
