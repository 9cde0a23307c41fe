import Bytes
import Testing
import Wire

@Suite("Writing")
struct WireWriterTests {
  @Test("what is written has the computed size and reads back", arguments: 0..<64)
  func varints(bit: Int) throws {
    for value in [1 << bit, (1 << bit) - 1, UInt64.max >> bit] as [UInt64] {
      let bytes = WireWriter.bytes(count: WireSize.varint(value)) { $0.varint(value) }
      var reader = WireReader(bytes)
      #expect(try reader.varint() == value)
      #expect(reader.isAtEnd)
    }
  }

  @Test("signed and narrow numbers have sizes of their own")
  func sizes() {
    #expect(WireSize.varint(Int32(-1)) == 10)
    #expect(WireSize.varint(Int64.min) == 10)
    #expect(WireSize.varint(UInt32.max) == 5)
    #expect(WireSize.varint(Int32(127)) == 1)
    #expect(WireSize.lengthDelimited(0) == 1)
    #expect(WireSize.lengthDelimited(128) == 130)
    #expect(WireSize.string("é") == 3)
    #expect(WireSize.bytes(SharedBytes([1, 2])) == 3)
  }

  @Test("numbers, text and bytes are laid out as protobuf says")
  func layout() {
    let bytes = WireWriter.bytes(count: 30) { writer in
      writer.tag(10)
      writer.string("hé")
      writer.tag(18)
      writer.bytes(SharedBytes([9]))
      writer.fixed32(1)
      writer.fixed64(2)
      writer.varint(Int32(300))
      writer.varint(UInt32(5))
      writer.byte(6)
      writer.bytes(SharedBytes())
      [UInt8(1), 2, 3].withUnsafeBytes { writer.raw($0) }
      writer.raw(UnsafeRawBufferPointer(start: nil, count: 0))
      writer.claim(2).storeBytes(of: 0x0B0A, as: UInt16.self)
    }
    #expect(
      bytes.array == [
        10, 3, 0x68, 0xC3, 0xA9, 18, 1, 9, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0xAC, 2, 5, 6, 0, 1, 2, 3, 0x0A, 0x0B,
      ])
  }

  @Test("a message of nothing has no bytes")
  func empty() {
    #expect(Tree().encoded().isEmpty)
  }

  @Test("nested messages come back as they were")
  func roundTrip() throws {
    let tree = Tree(name: "root", children: [Tree(name: ""), Tree(name: "ü", children: [Tree(name: "leaf")])])
    #expect(try Tree(decoding: tree.encoded()) == tree)
    #expect(tree.encoded().count == tree.encodedSize)
  }

  @Test("text that lives in foreign storage is written like any other")
  func substring() {
    let text = String("a long enough text to slice".dropFirst(2).prefix(18))
    let bytes = WireWriter.bytes(count: WireSize.string(text)) { $0.string(text) }
    #expect(bytes.array == [18] + Array("long enough text t".utf8))
  }

  @Test("writing more than the announced size ends the process instead of touching other memory")
  func overflow() async {
    await #expect(processExitsWith: .failure) {
      _ = WireWriter.bytes(count: 2) { $0.fixed32(1) }
    }
  }

  @Test("writing less than the announced size ends the process instead of sending garbage")
  func underflow() async {
    await #expect(processExitsWith: .failure) {
      _ = WireWriter.bytes(count: 2) { $0.byte(1) }
    }
  }
}
