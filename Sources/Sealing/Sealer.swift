/// Why this room exists: some values are made by the server, kept by the client and handed back later (MCP's
/// `requestState` and the cursors of its lists). A client must not read, change or invent them, and replicas that know
/// nothing of each other must be able to take them. It imports Bytes, and is the only room that imports CCrypto.

package import Bytes

/// Seals bytes into text that only holders of the same key can open, and only for the same purpose and binding.
///
/// The cipher is XAES-256-GCM: AES-256-GCM with a key of its own for each value, derived from the long-lived key and a
/// random nonce of 192 bits. Plain AES-256-GCM has room for 96 random bits only, and is unsafe after some 2^32 values
/// under one key, which replicas that share a key for years can reach; here the bound is 2^80. AES-GCM-SIV would do as
/// well but is not in OpenSSL 3.0, nor is XChaCha20. It hides neither the length of the plaintext nor that two values
/// have the same key.
///
/// The text is URL-safe base64 of: version (1 byte, 1), key id (4), nonce (24), ciphertext, tag (16). Whether a value
/// is still wanted (expiry, single use) is for the plaintext to say.
package struct Sealer: Sendable {
  /// The longest text that is opened, or made.
  package let maximumTextBytes: Int
  private let keys: [SealingKey]

  private static let version: UInt8 = 1
  private static let headerBytes = 1 + SealingKey.idBytes
  private static let overheadBytes = headerBytes + XAES256GCM.nonceBytes + AES256GCM.tagBytes

  /// - Parameters:
  ///   - keys: the first one seals and all of them open. To replace a key, first add the new one at the end everywhere,
  ///     then move it to the front, and remove the old one when the last value it sealed has expired.
  ///   - maximumTextBytes: up to 1 GiB.
  /// - Precondition: there is a key.
  package init(keys: [SealingKey], maximumTextBytes: Int = 256 << 10) {
    precondition(!keys.isEmpty, "a sealer needs a key")
    precondition((1...1 << 30).contains(maximumTextBytes), "sealed text has at most 1 GiB")
    self.keys = keys
    self.maximumTextBytes = maximumTextBytes
  }

  /// A sealer with a key of its own: nothing that it sealed can be opened after a restart, or by another process.
  package static func ephemeral() -> Sealer {
    Sealer(keys: [.random()])
  }

  /// - Parameters:
  ///   - purpose: what kind of value it is, so that one kind is never taken for another.
  ///   - binding: what the value belongs to, such as a principal and a request; not part of the text, and equal only
  ///     part by part.
  /// - Throws: `SealError.Code.tooLarge` where the text would be longer than `maximumTextBytes`.
  package func seal(
    _ plaintext: SharedBytes, purpose: StaticString, binding: [SharedBytes] = []
  ) throws(SealError) -> String {
    let sealedBytes = Self.overheadBytes + plaintext.count
    guard sealedBytes * 4 <= maximumTextBytes * 3 else { throw SealError(.tooLarge) }
    let key = keys[0]
    let context = Self.context(of: key, purpose, binding)
    let sealed = SharedBytes(count: sealedBytes) { target in
      target[0] = Self.version
      target[1..<Self.headerBytes].copyBytes(from: key.id)
      let nonce = target[Self.headerBytes...].prefix(XAES256GCM.nonceBytes)
      Randomness.fill(UnsafeMutableRawBufferPointer(rebasing: nonce))
      plaintext.withUnsafeBytes { plaintext in
        context.withUnsafeBytes { context in
          key.cipher.seal(
            plaintext, nonce: UnsafeRawBufferPointer(rebasing: nonce), authenticating: context,
            into: UnsafeMutableRawBufferPointer(rebasing: target[nonce.endIndex...]))
        }
      }
    }
    return Base64.encode(sealed, as: .urlSafe)
  }

  /// What was sealed, if `text` is a value that a holder of one of the keys sealed for this purpose and binding.
  ///
  /// - Throws: `SealError` with the code `malformed`, `unknownKey` or `forged`, and the same message for each.
  package func open(
    _ text: String, purpose: StaticString, binding: [SharedBytes] = []
  ) throws(SealError) -> SharedBytes {
    guard text.utf8.count <= maximumTextBytes, let sealed = Base64.decode(text, as: .urlSafe),
      sealed.count >= Self.overheadBytes, sealed[0] == Self.version
    else { throw SealError(.malformed) }
    let id = sealed[1..<Self.headerBytes].array
    var code = SealError.Code.unknownKey
    // Two keys may have the same id by chance.
    for key in keys where key.id == id {
      if let plaintext = Self.open(sealed, with: key, purpose, binding) { return plaintext }
      code = .forged
    }
    throw SealError(code)
  }

  private static func open(
    _ sealed: SharedBytes, with key: SealingKey, _ purpose: StaticString, _ binding: [SharedBytes]
  ) -> SharedBytes? {
    let context = context(of: key, purpose, binding)
    var isGenuine = false
    let plaintext = SharedBytes(count: sealed.count - overheadBytes) { target in
      sealed.withUnsafeBytes { sealed in
        let ciphertextStart = headerBytes + XAES256GCM.nonceBytes
        context.withUnsafeBytes { context in
          isGenuine = key.cipher.open(
            UnsafeRawBufferPointer(rebasing: sealed[ciphertextStart...]),
            nonce: UnsafeRawBufferPointer(rebasing: sealed[headerBytes..<ciphertextStart]), authenticating: context,
            into: target)
        }
      }
    }
    return isGenuine ? plaintext : nil
  }

  /// What is authenticated though it is not sealed. Each part stands behind its length, so that no two lists of parts
  /// give the same bytes.
  private static func context(of key: SealingKey, _ purpose: StaticString, _ binding: [SharedBytes]) -> [UInt8] {
    var context: [UInt8] = []
    context.reserveCapacity(binding.reduce(headerBytes + 8 + purpose.utf8CodeUnitCount) { $0 + 8 + $1.count })
    func append(_ part: UnsafeRawBufferPointer) {
      withUnsafeBytes(of: UInt64(part.count).littleEndian) { context.append(contentsOf: $0) }
      context.append(contentsOf: part)
    }
    context.append(version)
    context.append(contentsOf: key.id)
    purpose.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    for part in binding { part.withUnsafeBytes { append($0) } }
    return context
  }
}
