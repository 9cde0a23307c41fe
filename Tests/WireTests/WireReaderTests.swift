import Bytes
import Testing
import Wire

@Suite("Reading primitives")
struct WireReaderTests {
  private func reader(_ bytes: [UInt8]) -> WireReader { WireReader(SharedBytes(bytes)) }

  private func failure<Value>(
    _ bytes: [UInt8], _ read: (inout WireReader) throws(WireError) -> Value
  ) -> WireError.Code? {
    var reader = reader(bytes)
    do throws(WireError) {
      _ = try read(&reader)
      return nil
    } catch {
      return error.code
    }
  }

  @Test(
    "a varint takes seven bits a byte, least significant first",
    arguments: [
      ([0x00], 0), ([0x01], 1), ([0x7F], 127), ([0x80, 0x01], 128), ([0xAC, 0x02], 300),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], UInt64(UInt32.max)),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], UInt64.max),
      // Not the shortest form, yet valid.
      ([0x81, 0x80, 0x00], 1),
    ] as [([UInt8], UInt64)])
  func varint(bytes: [UInt8], value: UInt64) throws {
    var reader = reader(bytes)
    #expect(try reader.varint() == value)
    #expect(reader.isAtEnd)
  }

  @Test("a varint beyond 64 bits or ten bytes is refused")
  func overlongVarint() {
    let nines = [UInt8](repeating: 0xFF, count: 9)
    #expect(failure(nines + [0x02]) { (r) throws(WireError) in try r.varint() } == .malformedVarint)
    #expect(failure(nines + [0x81, 0x00]) { (r) throws(WireError) in try r.varint() } == .malformedVarint)
    let endless = [UInt8](repeating: 0x80, count: 11)
    #expect(failure(endless) { (r) throws(WireError) in try r.varint() } == .malformedVarint)
  }

  @Test("a varint that stops too early is truncated", arguments: [[], [0x80], [0xFF, 0xFF]] as [[UInt8]])
  func truncatedVarint(bytes: [UInt8]) {
    #expect(failure(bytes) { (r) throws(WireError) in try r.varint() } == .truncated)
  }

  @Test("fixed numbers are little endian")
  func fixed() throws {
    var reader = reader([0x04, 0x03, 0x02, 0x01, 8, 7, 6, 5, 4, 3, 2, 1])
    #expect(try reader.fixed32() == 0x0102_0304)
    #expect(try reader.fixed64() == 0x0102_0304_0506_0708)
    #expect(failure([1, 2, 3]) { (r) throws(WireError) in try r.fixed32() } == .truncated)
    #expect(failure([1, 2, 3, 4, 5, 6, 7]) { (r) throws(WireError) in try r.fixed64() } == .truncated)
  }

  @Test("a tag is a field number and a wire type")
  func tags() throws {
    var reader = reader([0x0D, 0xFD, 0xFF, 0xFF, 0xFF, 0x0F])
    #expect(try reader.nextTag() == WireTag(number: 1, type: .fixed32))
    #expect(try reader.nextTag() == WireTag(number: WireTag.maximumNumber, type: .fixed32))
    #expect(try reader.nextTag() == nil)
  }

  @Test(
    "field 0, wire types 6 and 7, and numbers above 2^29 - 1 are no tags",
    arguments: [[0x00], [0x02], [0x0E], [0x0F], [0x80, 0x80, 0x80, 0x80, 0x10]] as [[UInt8]])
  func invalidTags(bytes: [UInt8]) {
    #expect(failure(bytes) { (r) throws(WireError) in try r.nextTag() } == .invalidTag)
  }

  @Test("bytes are a slice of the source, not a copy")
  func bytesShareTheSource() throws {
    let source = SharedBytes([3, 7, 8, 9, 1])
    var reader = WireReader(source)
    let slice = try reader.bytes()
    #expect(slice.array == [7, 8, 9])
    #expect(slice.base == source.base + 1)
    #expect(slice.owner === source.owner)
    #expect(reader.remainingBytes == 1)
  }

  @Test("a range says where a value lies in the source")
  func range() throws {
    var reader = reader([2, 0xAA, 0xBB, 0, 5])
    #expect(try reader.range() == 1..<3)
    #expect(try reader.range() == 4..<4)
    #expect(reader.position == 4)
  }

  @Test(
    "a length beyond the end is truncated, however large",
    arguments: [
      [0x05, 1, 2], [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ] as [[UInt8]])
  func lengthBeyondTheEnd(bytes: [UInt8]) {
    #expect(failure(bytes) { (r) throws(WireError) in try r.bytes() } == .truncated)
    #expect(failure(bytes) { (r) throws(WireError) in try r.range() } == .truncated)
    #expect(failure(bytes) { (r) throws(WireError) in try r.string() } == .truncated)
    #expect(failure(bytes) { (r) throws(WireError) in try r.enterMessage() } == .truncated)
  }

  @Test(
    "text keeps every scalar, NUL included",
    arguments: ["", "2.0", "a\0b", "é€🍏", String(repeating: "ü", count: 63)])
  func text(string: String) throws {
    var reader = reader([UInt8(string.utf8.count)] + Array(string.utf8))
    #expect(try reader.string() == string)
    #expect(reader.isAtEnd)
  }

  @Test(
    "text that is not UTF-8 is refused",
    arguments: [
      [0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0xFF],
    ] as [[UInt8]])
  func invalidText(bytes: [UInt8]) {
    #expect(failure([UInt8(bytes.count)] + bytes) { (r) throws(WireError) in try r.string() } == .invalidUTF8)
  }

  @Test("an error says where")
  func offset() {
    var reader = reader([1, 2, 0x80])
    #expect(throws: WireError(code: .truncated, message: "the message ends inside a field", offset: 3)) {
      while true { _ = try reader.varint() }
    }
  }
}
