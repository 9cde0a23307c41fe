/// Which members of an object, or elements of an array, some schema has looked at, by their position.
struct Evaluation {
  private var words: [UInt64] = []
  private var isComplete = false

  func contains(_ position: Int) -> Bool {
    isComplete || position >> 6 < words.count && words[position >> 6] & 1 << UInt64(position & 63) != 0
  }

  mutating func insert(_ position: Int) {
    while words.count <= position >> 6 { words.append(0) }
    words[position >> 6] |= 1 << UInt64(position & 63)
  }

  mutating func insertAll() { isComplete = true }

  mutating func formUnion(_ other: Evaluation) {
    isComplete = isComplete || other.isComplete
    while words.count < other.words.count { words.append(0) }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  /// What a union with it costs.
  var steps: Int { 1 + words.count }
}
