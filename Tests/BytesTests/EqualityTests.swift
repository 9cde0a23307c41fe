import Bytes
import Testing

@Suite struct EqualityTests {
  /// The second begins in the middle of a word.
  private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in
      ([0] + right).withUnsafeBytes { left.equals(UnsafeRawBufferPointer(rebasing: $0[1...])) }
    }
  }

  @Test(arguments: 0...33)
  func aByteThatDiffersIsSeenWhereverItStands(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    #expect(areEqual(bytes, bytes))
    for place in bytes.indices {
      var other = bytes
      other[place] ^= 0x80
      #expect(!areEqual(bytes, other), "at \(place)")
    }
  }

  @Test func oneIsNotEqualToTheBeginningOfAnother() {
    for count in 0..<20 {
      let bytes = [UInt8](repeating: 0, count: count)
      #expect(!areEqual(bytes, bytes + [0]))
      #expect(!areEqual(bytes + [0], bytes))
    }
  }

  @Test func noBytesHaveNoAddressAndAreAllTheSame() {
    let nowhere = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(nowhere.equals(nowhere))
    #expect(nowhere.equals(""))
    #expect(!nowhere.equals("a"))
  }

  @Test func aTextIsItsUTF8() {
    Array("naïve".utf8).withUnsafeBytes { bytes in
      #expect(bytes.equals("naïve"))
      #expect(!bytes.equals("naive"))
      #expect(!bytes.equals("Naïve"))
    }
  }
}
