import Bytes
import Sealing
import Testing

@Suite struct SealingKeyTests {
  private static let secret = SharedBytes((0..<32).map { UInt8(truncatingIfNeeded: $0 * 7 + 129) })

  private func key(_ text: String) -> SealingKey? {
    do throws(SealError) {
      return try SealingKey(configured: text)
    } catch {
      #expect(error.code == .invalidKey)
      #expect(text.isEmpty || !"\(error)".contains(text))
      return nil
    }
  }

  @Test func aKeyIsWrittenInBase64OrHexadecimal() throws {
    let expected = try SealingKey(Self.secret).id
    let hexadecimal = Self.secret.array.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let texts = [
      Base64.encode(Self.secret), Base64.encode(Self.secret, as: .urlSafe), hexadecimal, hexadecimal.uppercased(),
    ]
    for text in texts { #expect(key(text)?.id == expected) }
  }

  @Test(arguments: [
    "", "secret", "correct horse battery staple", String(repeating: "a", count: 32), String(repeating: "A", count: 42),
    String(repeating: "A", count: 44), String(repeating: "A", count: 45), String(repeating: "0", count: 63),
    String(repeating: "0", count: 66), String(repeating: "g", count: 64), String(repeating: "é", count: 32),
    String(repeating: "A", count: 43) + "\n", String(repeating: " ", count: 64),
  ])
  func anythingButThirtyTwoBytesIsRefused(text: String) {
    #expect(key(text) == nil)
  }

  @Test(arguments: [0, 1, 16, 31, 33, 64])
  func aSecretOfAnotherLengthIsRefused(count: Int) {
    #expect(throws: SealError.self) { _ = try SealingKey(SharedBytes([UInt8](repeating: 7, count: count))) }
  }

  @Test func keysHaveIdsOfTheirOwn() throws {
    let ids = try (0..<100).map { try SealingKey(SharedBytes([UInt8](repeating: UInt8($0), count: 32))).id }
    #expect(Set(ids).count == 100)
    #expect(ids.allSatisfy { $0.count == 4 })
    #expect(SealingKey.random().id != SealingKey.random().id)
  }

  /// Replicas of different versions have to agree on it. The expected bytes are what
  /// `printf 'rialto sealing key id' | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY` begins with.
  @Test func theIdOfAKeyNeverChanges() throws {
    #expect(try SealingKey(configured: String(repeating: "0", count: 64)).id == [0x33, 0x00, 0x3A, 0x9C])
  }

  @Test func aKeyDoesNotShowItsBytesHoweverItIsPrinted() throws {
    struct Settings {
      let keys: [SealingKey]
      let sealer: Sealer
    }
    let key = try SealingKey(SharedBytes(Array("an unmistakable secret 012345678".utf8)))
    let settings = Settings(keys: [key], sealer: Sealer(keys: [key]))
    var dumped = ""
    dump(settings, to: &dumped)
    let prints = ["\(key)", String(reflecting: key), "\(settings)", String(reflecting: settings), dumped]
    for text in prints {
      #expect(text.contains("redacted"))
      #expect(!text.contains("unmistakable") && !text.contains("cipher") && !text.contains("0x"))
      // The same bytes as numbers.
      #expect(!text.contains("97, 110, 32") && !text.contains("- 110"))
    }
    #expect(Mirror(reflecting: key).children.isEmpty)
  }
}
