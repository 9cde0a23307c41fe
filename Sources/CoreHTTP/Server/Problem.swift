/// The sentence in which C says what is wrong.
struct Problem {
  private var bytes = [CChar](repeating: 0, count: 512)

  var text: String {
    bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  mutating func withText<Result>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Result) -> Result {
    bytes.withUnsafeMutableBufferPointer { body($0.baseAddress!, $0.count) }
  }
}
