/// XAES-256-GCM as C2SP specifies it (c2sp.org/XAES-256-GCM): the first half of a nonce of 192 bits and the long-lived
/// key give the key of an AES-256-GCM message (the CMAC key derivation of NIST SP 800-108 in counter mode), the second
/// half is its nonce.
struct XAES256GCM: Sendable {
  static let nonceBytes = 24

  private let key: SecretBytes
  /// K1, the CMAC subkey for messages of whole blocks.
  private let subkey: SecretBytes

  private static let blockBytes = 16

  /// - Precondition: the key has 32 bytes.
  init(_ key: SecretBytes) {
    self.key = key
    subkey = SecretBytes(count: Self.blockBytes) { Self.fillSubkey($0, key.bytes) }
  }

  func seal(
    _ plaintext: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
    authenticating context: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) {
    withMessageKey(nonce) { key, nonce in
      AES256GCM.seal(plaintext, key: key, nonce: nonce, authenticating: context, into: target)
    }
  }

  /// As `AES256GCM.open`.
  func open(
    _ sealed: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
    authenticating context: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    withMessageKey(nonce) { key, nonce in
      AES256GCM.open(sealed, key: key, nonce: nonce, authenticating: context, into: target)
    }
  }

  /// Key and nonce of one message.
  private func withMessageKey<Result>(
    _ nonce: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
  ) -> Result {
    precondition(nonce.count == Self.nonceBytes, "a nonce has 24 bytes")
    let half = Self.nonceBytes / 2
    return withSecretBytes(2 * 2 * Self.blockBytes) { memory in
      let messages = UnsafeMutableRawBufferPointer(rebasing: memory[..<(2 * Self.blockBytes)])
      let messageKey = UnsafeMutableRawBufferPointer(rebasing: memory[(2 * Self.blockBytes)...])
      for counter in 0..<2 {
        let block = UnsafeMutableRawBufferPointer(rebasing: messages[(counter * Self.blockBytes)...].prefix(16))
        // Counter, label and separator of the key derivation.
        block[0] = 0
        block[1] = UInt8(counter + 1)
        block[2] = UInt8(ascii: "X")
        block[3] = 0
        block[4...].copyBytes(from: nonce[..<half])
        for index in block.indices { block[index] ^= subkey.bytes[index] }
      }
      Self.encrypt(UnsafeRawBufferPointer(messages), key.bytes, into: messageKey)
      return body(UnsafeRawBufferPointer(messageKey), UnsafeRawBufferPointer(rebasing: nonce[half...]))
    }
  }

  /// The encrypted zero block, doubled in GF(2^128) (NIST SP 800-38B, section 6.1).
  private static func fillSubkey(_ subkey: UnsafeMutableRawBufferPointer, _ key: UnsafeRawBufferPointer) {
    subkey.initializeMemory(as: UInt8.self, repeating: 0)
    encrypt(UnsafeRawBufferPointer(subkey), key, into: subkey)
    var carry: UInt8 = 0
    for index in subkey.indices.reversed() {
      let byte = subkey[index]
      subkey[index] = byte << 1 | carry
      carry = byte >> 7
    }
    // Without a branch on secret bits.
    subkey[blockBytes - 1] ^= 0x87 & (0 &- carry)
  }

  /// Whole blocks, each on its own.
  private static func encrypt(
    _ blocks: UnsafeRawBufferPointer, _ key: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) {
    CipherContext(.aes256ECB, .encrypt, key: key).process(blocks, into: target)
  }
}
