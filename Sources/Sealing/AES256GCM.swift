/// AES-256-GCM with nonces of 96 bits (NIST SP 800-38D).
enum AES256GCM {
  static let nonceBytes = 12
  static let tagBytes = 16

  /// - Parameter target: has room for the ciphertext, which is as long as the plaintext, and the tag behind it.
  static func seal(
    _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
    authenticating context: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(target.count == plaintext.count + tagBytes, "the target has the size of plaintext and tag")
    let cipher = CipherContext(.aes256GCM, .encrypt, key: key, nonce: nonce)
    cipher.authenticate(context)
    cipher.process(plaintext, into: target)
    cipher.finish(writing: UnsafeMutableRawBufferPointer(rebasing: target[plaintext.count...]))
  }

  /// - Parameters:
  ///   - sealed: the ciphertext and its tag, which are at least 16 bytes.
  ///   - target: has room for the plaintext. Where the answer is false, nothing in it may be used.
  /// - Returns: whether ciphertext and context are what was sealed with this key and nonce.
  static func open(
    _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
    authenticating context: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    precondition(sealed.count == target.count + tagBytes, "the target has the size of the plaintext")
    let cipher = CipherContext(.aes256GCM, .decrypt, key: key, nonce: nonce)
    cipher.authenticate(context)
    cipher.process(UnsafeRawBufferPointer(rebasing: sealed[..<target.count]), into: target)
    return cipher.finish(expecting: UnsafeRawBufferPointer(rebasing: sealed[target.count...]))
  }
}
