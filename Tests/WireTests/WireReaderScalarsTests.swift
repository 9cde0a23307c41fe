import Bytes
import Testing
import Wire

@Suite("Scalar types")
struct WireReaderScalarsTests {
  private static let minusOne: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]

  @Test("negative int32 and int64 travel as ten bytes")
  func negative() throws {
    var reader = WireReader(SharedBytes(Self.minusOne + Self.minusOne))
    #expect(try reader.int32() == -1)
    #expect(try reader.int64() == -1)
  }

  @Test("a varint too wide for its field is cut to the field's width")
  func cut() throws {
    // 2^32 + 5
    let wide: [UInt8] = [0x85, 0x80, 0x80, 0x80, 0x10]
    var reader = WireReader(SharedBytes(wide + wide + wide))
    #expect(try reader.int32() == 5)
    #expect(try reader.uint32() == 5)
    #expect(try reader.sint32() == -3)
  }

  @Test("any number but 0 is true")
  func bool() throws {
    var reader = WireReader(SharedBytes([0, 1, 2] + Self.minusOne))
    #expect(try [reader.bool(), reader.bool(), reader.bool(), reader.bool()] == [false, true, true, true])
  }

  @Test("floats keep their bits")
  func floats() throws {
    let bytes = WireWriter.bytes(count: 24) { writer in
      writer.fixed64(Double.nan.bitPattern)
      writer.fixed64((-0.0).bitPattern)
      writer.fixed32(Float.infinity.bitPattern)
      writer.fixed32(UInt32(bitPattern: -2))
    }
    var reader = WireReader(bytes)
    #expect(try reader.double().isNaN)
    #expect(try reader.double().sign == .minus)
    #expect(try reader.float() == .infinity)
    #expect(try reader.sfixed32() == -2)
  }

  @Test("zigzag folds small magnitudes to small numbers")
  func zigZag() {
    let pairs: [(Int64, UInt64)] = [(0, 0), (-1, 1), (1, 2), (-2, 3), (.max, .max - 1), (.min, .max)]
    for (signed, folded) in pairs {
      #expect(ZigZag.encode(signed) == folded)
      #expect(ZigZag.decode(folded) == signed)
    }
    for signed in [0, -1, 1, .max, .min] as [Int32] {
      #expect(ZigZag.decode(ZigZag.encode(signed)) == signed)
    }
    #expect(ZigZag.encode(Int32.min) == UInt32.max)
  }
}
