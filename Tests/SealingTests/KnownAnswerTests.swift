import Testing

@testable import Sealing

@Suite struct KnownAnswerTests {
  private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// The test cases for keys of 256 bits in McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, which
  /// NIST SP 800-38D refers to: 13, 14, 15 and 16.
  @Test(arguments: [
    (
      key: String(repeating: "0", count: 64), nonce: "000000000000000000000000", plaintext: "", context: "",
      sealed: "530f8afbc74536b9a963b4f1c4cb738b"
    ),
    (
      key: String(repeating: "0", count: 64), nonce: "000000000000000000000000",
      plaintext: "00000000000000000000000000000000", context: "",
      sealed: "cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919"
    ),
    (
      key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
      plaintext: """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255
        """, context: "",
      sealed: """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad
        b094dac5d93471bdec1a502270e3cc6c
        """
    ),
    (
      key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
      plaintext: """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
        """, context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      sealed: """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
        76fc6ece0f4e1768cddf8853bb2d551b
        """
    ),
  ])
  func aes256GCM(key: String, nonce: String, plaintext: String, context: String, sealed: String) {
    let (key, nonce, context) = (bytes(key), bytes(nonce), bytes(context))
    let (plaintext, expected) = (bytes(plaintext), bytes(sealed))
    var sealed = [UInt8](repeating: 0, count: plaintext.count + AES256GCM.tagBytes)
    var opened = [UInt8](repeating: 0, count: plaintext.count)
    var isGenuine = false
    key.withUnsafeBytes { key in
      nonce.withUnsafeBytes { nonce in
        context.withUnsafeBytes { context in
          plaintext.withUnsafeBytes { plaintext in
            sealed.withUnsafeMutableBytes {
              AES256GCM.seal(plaintext, key: key, nonce: nonce, authenticating: context, into: $0)
            }
          }
          expected.withUnsafeBytes { expected in
            isGenuine = opened.withUnsafeMutableBytes {
              AES256GCM.open(expected, key: key, nonce: nonce, authenticating: context, into: $0)
            }
          }
        }
      }
    }
    #expect(sealed == expected)
    #expect(isGenuine)
    #expect(opened == plaintext)
  }

  /// The two vectors of the specification, c2sp.org/XAES-256-GCM: one for each value of the bit that decides whether
  /// the subkey is reduced.
  @Test(arguments: [
    (
      byte: 0x01 as UInt8, context: "",
      sealed: "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"
    ),
    (
      byte: 0x03 as UInt8, context: "c2sp.org/XAES-256-GCM",
      sealed: "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
    ),
  ])
  func xaes256GCM(byte: UInt8, context: String, sealed: String) {
    let cipher = XAES256GCM(SecretBytes(count: 32) { $0.initializeMemory(as: UInt8.self, repeating: byte) })
    let nonce = Array("ABCDEFGHIJKLMNOPQRSTUVWX".utf8)
    let (plaintext, context) = (Array("XAES-256-GCM".utf8), Array(context.utf8))
    let expected = bytes(sealed)
    var sealed = [UInt8](repeating: 0, count: plaintext.count + AES256GCM.tagBytes)
    var opened = [UInt8](repeating: 0, count: plaintext.count)
    var isGenuine = false
    nonce.withUnsafeBytes { nonce in
      context.withUnsafeBytes { context in
        plaintext.withUnsafeBytes { plaintext in
          sealed.withUnsafeMutableBytes { cipher.seal(plaintext, nonce: nonce, authenticating: context, into: $0) }
        }
        expected.withUnsafeBytes { expected in
          isGenuine = opened.withUnsafeMutableBytes {
            cipher.open(expected, nonce: nonce, authenticating: context, into: $0)
          }
        }
      }
    }
    #expect(sealed == expected)
    #expect(isGenuine)
    #expect(opened == plaintext)
  }
}
