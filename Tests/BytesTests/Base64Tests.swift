internal import Bytes
internal import Testing

@Suite struct Base64Tests {
  /// From RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func theStandardsExamplesHold(_ text: String, _ encoded: String) {
    #expect(Base64.encode(SharedBytes(text.utf8)) == encoded)
    #expect(Base64.decode(encoded)?.string == text)
  }

  @Test func everyLengthAndByteComesBack() {
    for count in 0...300 {
      let bytes = SharedBytes((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) })
      #expect(Base64.decode(Base64.encode(bytes)) == bytes, "\(count) bytes")
    }
    let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    #expect(Base64.decode(text).map { Base64.encode($0) } == text)
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zm8", "=", "==", "===", "====", "Z===", "Zg=v", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9-",
    "Zm9_", "Zm9\0", "Zm9é", "Zm=v", "Z=g=", "=Zg=", "Zm9v====", "Zm9vZ===",
  ])
  func everythingElseIsRefused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func unusedBitsMustBeZero() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (bits, character) in alphabet.enumerated() {
      #expect((Base64.decode("A\(character)==") != nil) == (bits % 16 == 0))
      #expect((Base64.decode("AA\(character)=") != nil) == (bits % 4 == 0))
    }
  }

  /// The same examples in the alphabet of section 5, without padding.
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
    ("foobar", "Zm9vYmFy"), ("???>>>", "Pz8_Pj4-"),
  ])
  func theURLSafeFormHasNoPadding(_ text: String, _ encoded: String) {
    #expect(Base64.encode(SharedBytes(text.utf8), as: .urlSafe) == encoded)
    #expect(Base64.decode(encoded, as: .urlSafe)?.string == text)
  }

  @Test func everyLengthAndByteComesBackFromTheURLSafeForm() {
    for count in 0...300 {
      let bytes = SharedBytes((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) })
      #expect(Base64.decode(Base64.encode(bytes, as: .urlSafe), as: .urlSafe) == bytes, "\(count) bytes")
    }
    let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    #expect(Base64.decode(text, as: .urlSafe).map { Base64.encode($0, as: .urlSafe) } == text)
  }

  @Test(arguments: [
    "Z", "Zg==", "Zg=", "Zm8=", "=", "====", "Zm9vZ", "Zm9v\n", " Zm9v", "Zm9+", "Zm9/", "Zm9\0", "Zm9é", "Zh",
    "Zm9vZh", "Zm9",
  ])
  func everythingElseIsRefusedInTheURLSafeForm(_ text: String) {
    #expect(Base64.decode(text, as: .urlSafe) == nil)
  }
}
