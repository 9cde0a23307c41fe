import Bytes
import Sealing
import Testing

@Suite struct SealerTests {
  private let sealer = Sealer.ephemeral()
  private let binding = [SharedBytes("alice".utf8), SharedBytes("tools/call".utf8)]

  private func bytes(_ text: String) -> SharedBytes { SharedBytes(text.utf8) }

  private func failure(_ body: () throws(SealError) -> Void) -> SealError.Code? {
    do {
      try body()
      return nil
    } catch {
      return error.code
    }
  }

  private func failureOfOpening(
    _ text: String, _ sealer: Sealer? = nil, purpose: StaticString = "state", binding: [SharedBytes]? = nil
  ) -> SealError.Code? {
    failure { () throws(SealError) in
      _ = try (sealer ?? self.sealer).open(text, purpose: purpose, binding: binding ?? self.binding)
    }
  }

  @Test func whatWasSealedIsOpened() throws {
    for count in Array(0...100) + [1_000, 100_000] {
      let plaintext = SharedBytes((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      let text = try sealer.seal(plaintext, purpose: "state", binding: binding)
      #expect(try sealer.open(text, purpose: "state", binding: binding) == plaintext)
      #expect(text.utf8.count == ((45 + count) * 4 + 2) / 3)
    }
  }

  @Test func theTextNeedsNoEscapesAndShowsNothing() throws {
    let plaintext = SharedBytes([UInt8](repeating: 65, count: 3_000))
    let text = try sealer.seal(plaintext, purpose: "state")
    let isPlain = text.utf8.allSatisfy { character in
      (0x30...0x39).contains(character) || (0x41...0x5A).contains(character) || (0x61...0x7A).contains(character)
        || character == UInt8(ascii: "-") || character == UInt8(ascii: "_")
    }
    #expect(isPlain)
    #expect(!text.contains(Base64.encode(SharedBytes("AAAAAAAAA".utf8))))
    #expect(Set(text.utf8).count == 64, "the ciphertext of one repeated byte uses the whole alphabet")
  }

  @Test func theSameValueIsNeverSealedTheSameWay() throws {
    var texts: Set<String> = []
    for _ in 0..<1_000 { texts.insert(try sealer.seal(bytes("value"), purpose: "state")) }
    #expect(texts.count == 1_000)
  }

  @Test func everyChangedCharacterIsRefused() throws {
    let text = try sealer.seal(bytes("a value of some length"), purpose: "state", binding: binding)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=%\n\0".utf8)
    let characters = Array(text.utf8)
    for index in characters.indices {
      for replacement in alphabet where replacement != characters[index] {
        var changed = characters
        changed[index] = replacement
        #expect(failureOfOpening(String(decoding: changed, as: UTF8.self)) != nil, "character \(index)")
      }
    }
    #expect(failureOfOpening(text) == nil)
  }

  @Test func whatIsCutOrExtendedIsRefused() throws {
    let text = try sealer.seal(bytes("value"), purpose: "state", binding: binding)
    for count in 0..<text.utf8.count {
      #expect(failureOfOpening(String(text.prefix(count))) != nil)
      #expect(failureOfOpening(String(text.suffix(count))) != nil)
    }
    for addition in ["A", "AA", "AAA", "AAAA", "=", "==", " ", text] {
      #expect(failureOfOpening(text + addition) != nil)
      #expect(failureOfOpening(addition + text) != nil)
    }
  }

  @Test func anotherPurposeOrBindingIsRefused() throws {
    let text = try sealer.seal(bytes("value"), purpose: "state", binding: binding)
    let (alice, call) = (binding[0], binding[1])
    let others: [[SharedBytes]] = [
      [], [alice], [call, alice], [alice, call, SharedBytes()], [SharedBytes(), alice, call],
      [bytes("alicetools/call")], [bytes("alicetools"), bytes("/call")], [bytes("bob"), call],
      [alice, bytes("tools/cal")], [bytes("alice\0"), call],
    ]
    for other in others {
      #expect(failureOfOpening(text, binding: other) == .forged)
    }
    #expect(failureOfOpening(text, purpose: "page") == .forged)
  }

  @Test func purposeAndBindingAreNotMistakenForEachOther() throws {
    let text = try sealer.seal(bytes("value"), purpose: "ab", binding: [bytes("c")])
    #expect(failureOfOpening(text, purpose: "a", binding: [bytes("bc")]) == .forged)
    #expect(failureOfOpening(text, purpose: "abc", binding: []) == .forged)
    #expect(failureOfOpening(text, purpose: "ab", binding: [bytes("c")]) == nil)
  }

  @Test func anotherKeyIsUnknown() throws {
    let text = try sealer.seal(bytes("value"), purpose: "state", binding: binding)
    #expect(failureOfOpening(text, .ephemeral()) == .unknownKey)
  }

  @Test func keysAreRotatedWithoutRefusingLiveValues() throws {
    let (old, new) = (SealingKey.random(), SealingKey.random())
    let plaintext = bytes("value")
    let before = Sealer(keys: [old])
    let prepared = Sealer(keys: [old, new])
    let rotated = Sealer(keys: [new, old])
    let after = Sealer(keys: [new])
    let sealedBefore = try before.seal(plaintext, purpose: "state", binding: binding)
    let sealedAfter = try rotated.seal(plaintext, purpose: "state", binding: binding)
    for sealer in [before, prepared, rotated] { #expect(failureOfOpening(sealedBefore, sealer) == nil) }
    for sealer in [prepared, rotated, after] { #expect(failureOfOpening(sealedAfter, sealer) == nil) }
    #expect(failureOfOpening(sealedBefore, after) == .unknownKey)
    #expect(failureOfOpening(sealedAfter, before) == .unknownKey)
    #expect(failureOfOpening(try prepared.seal(plaintext, purpose: "state", binding: binding), before) == nil)
  }

  @Test func replicasWithTheSameConfigurationOpenEachOthersValues() throws {
    let text = String(repeating: "0f", count: 32)
    let (one, other) = (try SealingKey(configured: text), try SealingKey(configured: text.uppercased()))
    let sealed = try Sealer(keys: [one]).seal(bytes("value"), purpose: "state", binding: binding)
    #expect(failureOfOpening(sealed, Sealer(keys: [other])) == nil)
  }

  @Test func textsAndValuesOverTheLimitAreRefusedBothWays() throws {
    let limited = Sealer(keys: [.random()], maximumTextBytes: 100)
    let most = SharedBytes([UInt8](repeating: 1, count: 100 * 3 / 4 - 45))
    let text = try limited.seal(most, purpose: "state", binding: binding)
    #expect(text.utf8.count == 100)
    #expect(failureOfOpening(text, limited) == nil)
    let more = SharedBytes([UInt8](repeating: 1, count: most.count + 1))
    #expect(failure { () throws(SealError) in _ = try limited.seal(more, purpose: "state") } == .tooLarge)
    #expect(failureOfOpening(String(repeating: "A", count: 104), limited) == .malformed)
  }

  @Test func peersAreNotToldWhatWasWrong() throws {
    let text = try sealer.seal(bytes("value"), purpose: "state", binding: binding)
    let forged = String(text.dropLast(4)) + (text.hasSuffix("AAAA") ? "BBBB" : "AAAA")
    let texts = ["", "not sealed", try Sealer.ephemeral().seal(bytes("value"), purpose: "state"), forged]
    var codes: [SealError.Code] = []
    var messages: Set<String> = []
    for text in texts {
      do throws(SealError) {
        _ = try sealer.open(text, purpose: "state", binding: binding)
      } catch {
        codes.append(error.code)
        messages.insert(error.message)
      }
    }
    #expect(codes == [.malformed, .malformed, .unknownKey, .forged])
    #expect(messages.count == 1)
  }

  @Test func manyTasksSealAndOpenAtTheSameTime() async throws {
    let sealer = sealer
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for round in 0..<200 {
            let plaintext = SharedBytes("\(task) \(round)".utf8)
            let text = try sealer.seal(plaintext, purpose: "state")
            #expect(try sealer.open(text, purpose: "state") == plaintext)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
