import Bytes
import Testing
import Wire

@Suite("Nesting and skipping")
struct WireReaderNestingTests {
  /// `levels` messages, each the field 1 of the one around it.
  private func nested(_ levels: Int) -> SharedBytes {
    (0..<levels).reduce(SharedBytes()) { inner, _ in
      WireWriter.bytes(count: 1 + WireSize.bytes(inner)) { writer in
        writer.tag(10)
        writer.bytes(inner)
      }
    }
  }

  @Test("messages may be nested a hundred deep and no deeper")
  func depth() throws {
    #expect(try Tree(decoding: nested(100)).depth == 100)
    #expect { try Tree(decoding: nested(101)) } throws: { ($0 as? WireError)?.code == .tooDeep }
  }

  @Test("a deep nest of any size ends in an error, not in an overflow of the stack")
  func veryDeep() {
    #expect { try Tree(decoding: nested(20_000)) } throws: { ($0 as? WireError)?.code == .tooDeep }
    let groups = SharedBytes([UInt8](repeating: 0x0B, count: 200_000))
    #expect { try Tree(decoding: groups) } throws: { ($0 as? WireError)?.code == .tooDeep }
  }

  @Test("depth counts nesting, not the number of messages")
  func siblings() throws {
    let tree = try Tree(decoding: SharedBytes([UInt8](repeating: 10, count: 1_000).flatMap { [$0, 0] }))
    #expect(tree.children.count == 1_000)
  }

  @Test("an inner message cannot read past its own end")
  func confinement() {
    // The inner message has 1 byte and holds the tag of a string; its length lies outside.
    let bytes = SharedBytes([10, 1, 18, 1, 65])
    #expect { try Tree(decoding: bytes) } throws: { ($0 as? WireError)?.code == .truncated }
  }

  @Test("leaving a message early passes over the rest of it")
  func leavingEarly() throws {
    var reader = WireReader(SharedBytes([3, 1, 2, 3, 42]))
    let outer = try reader.enterMessage()
    #expect(try reader.varint() == 1)
    reader.leave(to: outer)
    #expect(try reader.varint() == 42)
    #expect(reader.isAtEnd)
  }

  @Test("every wire type of an unknown field is passed over")
  func skipping() throws {
    let unknown: [UInt8] = [
      0x78, 0xAC, 0x02,  // varint
      0x79, 1, 2, 3, 4, 5, 6, 7, 8,  // fixed64
      0x7A, 2, 0xFF, 0xFF,  // bytes
      0x7B, 0x08, 1, 0x7B, 0x7C, 0x7C,  // group with a field and a group inside
      0x7D, 1, 2, 3, 4,  // fixed32
    ]
    let tree = try Tree(decoding: SharedBytes(unknown + [18, 1, 65] + unknown))
    #expect(tree == Tree(name: "A"))
  }

  @Test("a known field with another wire type is an unknown field")
  func otherWireType() throws {
    #expect(try Tree(decoding: SharedBytes([0x10, 7, 18, 1, 65])) == Tree(name: "A"))
  }

  @Test(
    "groups that do not match are refused",
    arguments: [
      ([0x7C], .invalidTag), ([0x7B, 0x74], .invalidTag), ([0x7B], .truncated), ([0x7B, 0x08], .truncated),
    ] as [([UInt8], WireError.Code)])
  func groups(bytes: [UInt8], code: WireError.Code) {
    #expect { try Tree(decoding: SharedBytes(bytes)) } throws: { ($0 as? WireError)?.code == code }
  }

  @Test("a packed list of numbers does not count as nesting")
  func packed() throws {
    var reader = WireReader(SharedBytes([3, 1, 2, 3, 9]), depthLimit: 0)
    let outer = try reader.enterPacked()
    var numbers: [UInt64] = []
    while !reader.isAtEnd { numbers.append(try reader.varint()) }
    reader.leave(to: outer)
    #expect(numbers == [1, 2, 3])
    #expect(try reader.varint() == 9)
  }
}
