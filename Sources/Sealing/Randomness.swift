internal import CCrypto

/// Bytes that nobody can foresee.
enum Randomness {
  /// Traps where the machine has no randomness: there is nothing safe to go on with.
  static func fill(_ target: UnsafeMutableRawBufferPointer) {
    let result = RAND_bytes(target.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(target.count))
    precondition(result == 1, "libcrypto has no randomness")
  }
}
