import Bytes
import Testing

@Suite struct SharedBytesTests {
  @Test func aSliceOutlivesTheValueItWasCutFrom() {
    var slice = SharedBytes()
    do {
      let whole = SharedBytes(Array("hello world".utf8))
      slice = whole[6..<11]
    }
    #expect(slice.string == "world")
    #expect(slice.count == 5)
    #expect(slice[0] == UInt8(ascii: "w"))
  }

  @Test func equalityComparesContentsAndNotOwners() {
    #expect(SharedBytes("abc".utf8) == SharedBytes(Array("xabc".utf8))[1..<4])
    #expect(SharedBytes("abc".utf8) != SharedBytes("abd".utf8))
    #expect(SharedBytes() == SharedBytes([]))
  }

  @Test func textIsNilWhereTheBytesAreNotUTF8() {
    #expect(SharedBytes([0x66, 0xff]).string == nil)
    #expect(SharedBytes([0x66, 0x00, 0x66]).string == "f\0f")
  }

  @Test func emptyTextIsNoBytes() {
    #expect(SharedBytes("".utf8).isEmpty)
    #expect(SharedBytes("".utf8) == SharedBytes())
  }

  @Test func fillWritesInPlace() {
    let bytes = SharedBytes(count: 3) { $0.copyBytes(from: [1, 2, 3]) }
    #expect(bytes.array == [1, 2, 3])
  }
}
