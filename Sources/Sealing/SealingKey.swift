package import Bytes
internal import CCrypto

/// A key of 32 bytes that seals and opens. However it is printed, its bytes do not show.
package struct SealingKey: Sendable {
  package static let secretBytes = 32
  package static let idBytes = 4

  /// Names the key in everything it seals. It follows from the key and tells nothing about it.
  package let id: [UInt8]
  let cipher: XAES256GCM

  /// - Parameter secret: 32 bytes from a good source of randomness.
  /// - Throws: `SealError.Code.invalidKey` for any other number of bytes.
  package init(_ secret: SharedBytes) throws(SealError) {
    guard secret.count == Self.secretBytes else { throw SealError(.invalidKey) }
    self.init(secret.withUnsafeBytes(SecretBytes.init(copying:)))
  }

  /// A key as it stands in a configuration: 32 bytes in base64, standard or URL-safe, or in hexadecimal, as
  /// `openssl rand -base64 32` and `openssl rand -hex 32` print them.
  ///
  /// - Throws: `SealError.Code.invalidKey`; the error quotes nothing of the text.
  package init(configured text: String) throws(SealError) {
    // The three forms of 32 bytes have 64, 44 and 43 characters.
    let secret =
      switch text.utf8.count {
      case 2 * Self.secretBytes: Self.hexadecimal(text)
      case 44: Base64.decode(text)
      default: Base64.decode(text, as: .urlSafe)
      }
    guard let secret else { throw SealError(.invalidKey) }
    try self.init(secret)
  }

  /// A new key.
  package static func random() -> SealingKey {
    SealingKey(SecretBytes(count: secretBytes) { Randomness.fill($0) })
  }

  private init(_ secret: SecretBytes) {
    id = Self.id(of: secret)
    cipher = XAES256GCM(secret)
  }

  private static func id(of secret: SecretBytes) -> [UInt8] {
    let label: StaticString = "rialto sealing key id"
    let digest = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { digest, count in
      var size: UInt32 = 0
      let result = HMAC(
        EVP_sha256(), secret.bytes.baseAddress, Int32(secretBytes), label.utf8Start, label.utf8CodeUnitCount,
        digest.baseAddress, &size)
      precondition(result != nil, "libcrypto cannot compute HMAC-SHA-256")
      count = Int(size)
    }
    return Array(digest.prefix(idBytes))
  }

  private static func hexadecimal(_ text: String) -> SharedBytes? {
    var isValid = true
    let digits = text.utf8.map { character -> UInt8 in
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): return character - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): return character - UInt8(ascii: "A") + 10
      default:
        isValid = false
        return 0
      }
    }
    guard isValid else { return nil }
    return SharedBytes(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
  }
}

extension SealingKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String {
    let digits = id.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "SealingKey \(digits.joined()) (redacted)"
  }

  package var debugDescription: String { description }

  package var customMirror: Mirror { Mirror(self, children: []) }
}
