import Bytes
import JSON
import Testing
import Wire

/// Messages that another encoder, or nobody in good faith, would make.
@Suite struct StructDecoderTests {
  private func field(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let low = UInt8(content.count & 0x7F)
    return [tag] + (content.count < 0x80 ? [low] : [low | 0x80, UInt8(content.count >> 7)]) + content
  }
  private func text(_ text: String) -> [UInt8] { field(0x1A, Array(text.utf8)) }
  private func member(_ name: String, _ value: [UInt8]) -> [UInt8] {
    field(0x0A, field(0x0A, Array(name.utf8)) + field(0x12, value))
  }
  private func decode(_ bytes: [UInt8], as message: StructMessage = .object) throws -> String {
    try StructDecoder.decode(SharedBytes(bytes), as: message).description
  }
  private func code(
    _ bytes: [UInt8], as message: StructMessage = .object, limits: JSONLimits = .defaults
  ) -> JSONError.Code? {
    do {
      _ = try StructDecoder.decode(SharedBytes(bytes), as: message, limits: limits)
      return nil
    } catch {
      return error.code
    }
  }

  private let unknown: [UInt8] = [0x50, 0x96, 0x01, 0x5A, 2, 1, 2, 0x61, 1, 2, 3, 4, 5, 6, 7, 8, 0x6D, 1, 2, 3, 4]

  @Test func fieldsMayComeInAnyOrder() throws {
    #expect(try decode(field(0x0A, field(0x12, text("v")) + field(0x0A, [0x6B]))) == #"{"k":"v"}"#)
    #expect(try decode(field(0x0A, field(0x12, text("v")))) == #"{"":"v"}"#)
  }

  @Test func unknownFieldsArePassedOver() throws {
    let value = unknown + text("v") + unknown
    #expect(try decode(value, as: .value) == "\"v\"")
    let bytes = unknown + field(0x0A, unknown + field(0x0A, [0x6B]) + unknown + field(0x12, value) + unknown) + unknown
    #expect(try decode(bytes) == #"{"k":"v"}"#)
    #expect(try decode(unknown + field(0x0A, value) + unknown, as: .list) == #"["v"]"#)
  }

  @Test func unknownFieldsAreNotSentOn() throws {
    let inner = member("k", unknown + text("v"))
    let bytes = member("a", field(0x2A, inner)) + member("b", field(0x2A, member("c", text("d"))))
    let again = try StructPayload(StructDecoder.decode(SharedBytes(bytes))).bytes
    #expect(
      again.array
        == member("a", field(0x2A, member("k", text("v")))) + member("b", field(0x2A, member("c", text("d")))))
  }

  @Test func theLastOccurrenceCounts() throws {
    #expect(try decode(text("a") + [0x20, 1], as: .value) == "true")
    #expect(try decode([0x20, 1] + text("a"), as: .value) == "\"a\"")
    #expect(try decode(text("a") + text("b"), as: .value) == "\"b\"")
    let objects = field(0x2A, member("x", text("1"))) + field(0x2A, member("y", text("2")))
    #expect(try decode(objects, as: .value) == #"{"y":"2"}"#)
    let names = [[0x61], [0x62]].map { field(0x0A, $0) }
    #expect(
      try decode(field(0x0A, names[0] + field(0x12, text("1")) + names[1] + field(0x12, text("2")))) == #"{"b":"2"}"#)
  }

  @Test func theLastMemberOfANameCounts() throws {
    let nested = field(0x2A, member("x", text("1")) + member("y", field(0x32, field(0x0A, text("2")))))
    let bytes =
      member("a", nested) + member("b", nested) + member("a", text("last")) + member("c", nested)
      + member("c", [0x08, 0])
    #expect(try decode(bytes) == #"{"b":{"x":"1","y":["2"]},"a":"last","c":null}"#)
    let value = try StructDecoder.decode(SharedBytes(member("o", field(0x2A, bytes)) + member("z", text("z"))))
    #expect(value.description == #"{"o":{"b":{"x":"1","y":["2"]},"a":"last","c":null},"z":"z"}"#)
    #expect(try StructDecoder.decode(StructPayload(value).bytes) == value)
    #expect(value["o"]?.count == 3)
  }

  @Test func aHugeObjectWithADuplicateKeepsTheLast() throws {
    var bytes: [UInt8] = []
    for number in 0..<20_000 { bytes += member("n\(number % 19_999)", text(String(number))) }
    let value = try StructDecoder.decode(SharedBytes(bytes))
    #expect(value.count == 19_999)
    #expect(value["n0"]?.string == "19999")
    #expect(value["n1"]?.string == "1")
  }

  @Test func aValueNeedsAKind() {
    #expect(code([], as: .value) == .malformed)
    #expect(code(unknown, as: .value) == .malformed)
    #expect(code([0x0A, 0], as: .list) == .malformed)
    #expect(code(member("a", [])) == .malformed)
    #expect(code(field(0x0A, field(0x0A, [0x61]))) == .malformed)
    #expect(code([0x0A, 0]) == .malformed)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatJSONLacksAreRefused(number: Double) {
    var bytes: [UInt8] = [0x11]
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    #expect(code(bytes, as: .value) == .unrepresentableNumber)
  }

  @Test func textHasToBeUTF8() {
    #expect(code([0x1A, 1, 0xFF], as: .value) == .invalidText)
    #expect(code([0x1A, 9] + Array("12345678".utf8) + [0x80], as: .value) == .invalidText)
    #expect(code(field(0x0A, [0x0A, 2, 0xC0, 0xAF, 0x12, 2, 0x08, 0])) == .invalidText)
    #expect(code([0x1A, 3, 0xED, 0xA0, 0x80], as: .value) == .invalidText)
  }

  @Test func brokenFieldsAreRefusedWithTheirCause() {
    #expect(code([0x0A, 5, 1]) == .truncated)
    #expect(code([0x00]) == .malformed)
    #expect(code([0x0F, 1]) == .malformed)
    #expect(code([0x0A] + Array(repeating: 0xFF, count: 11)) == .malformed)
    #expect(code([0x0A, 0x85]) == .truncated)
    #expect(code(member("a", text("b")) + [0x53]) == .truncated)
    do {
      _ = try StructDecoder.decode(SharedBytes(member("a", text("b")) + [0x0F, 1]))
      Issue.record("an illegal wire type was accepted")
    } catch {
      #expect((error.cause as? WireError)?.code == .invalidTag)
      #expect(error.byteOffset == 11)
    }
  }

  @Test func nestingIsBoundedAndABombIsHarmless() {
    func nested(_ depth: Int) -> SharedBytes {
      var sizes = [0]
      for _ in 1..<depth {
        let size = sizes[sizes.count - 1]
        let value = 1 + WireSize.lengthDelimited(size)
        sizes.append(1 + WireSize.lengthDelimited(value))
      }
      return WireWriter.bytes(count: sizes[depth - 1]) { writer in
        for size in sizes.reversed().dropFirst() {
          writer.tag(0x0A)
          writer.varint(UInt64(1 + WireSize.lengthDelimited(size)))
          writer.tag(0x32)
          writer.varint(UInt64(size))
        }
      }
    }
    func code(_ depth: Int) -> JSONError.Code? {
      do {
        _ = try StructDecoder.decode(nested(depth), as: .list, limits: JSONLimits(maximumDepth: 100))
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code(100) == nil)
    #expect(code(101) == .tooDeep)
    #expect(code(100_000) == .tooDeep)
  }

  @Test func sizeAndNodesAreBounded() {
    let bytes = member("a", text("b"))
    #expect(code(bytes, limits: JSONLimits(maximumSizeBytes: bytes.count, maximumNodes: 3)) == nil)
    #expect(code(bytes, limits: JSONLimits(maximumSizeBytes: bytes.count - 1)) == .tooLarge)
    #expect(code(bytes, limits: JSONLimits(maximumNodes: 2)) == .tooLarge)
  }

  @Test func prefixesAndDamageAreReadOrRefused() throws {
    var documents = RandomDocuments(seed: 11)
    for _ in 0..<300 {
      let bytes = try StructPayload(JSONValue.parse(documents.object(depth: 3))).bytes.array
      for count in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 50) { _ = code(Array(bytes[..<count])) }
      guard !bytes.isEmpty else { continue }
      for _ in 0..<50 {
        var damaged = bytes
        for _ in 0..<2 {
          damaged[Int.random(in: damaged.indices, using: &documents.random)] = UInt8.random(
            in: 0...255, using: &documents.random)
        }
        guard code(damaged) == nil else { continue }
        // Whatever is accepted is a proper document.
        let value = try StructDecoder.decode(SharedBytes(damaged))
        #expect(try JSONValue.parse(value.encodedJSONBytes()) == value)
        #expect(try StructDecoder.decode(StructPayload(value).bytes) == value)
      }
    }
  }
}
