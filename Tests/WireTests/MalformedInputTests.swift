import Bytes
import Testing
import Wire

@Suite("Input from anyone")
struct MalformedInputTests {
  /// Inputs at the edges where decoders have broken: kept, so that they are tried for ever.
  static let kept: [[UInt8]] = [
    // Lengths whose sum with the position overflows.
    [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
    // A length that ends exactly one byte too late.
    [0x12, 0x02, 0x41],
    // An inner length that reaches beyond the outer one, though not beyond the bytes.
    [0x0A, 0x02, 0x12, 0x05, 1, 2, 3, 4, 5],
    // A tag alone; a tag of ten bytes; a tag that only fits into 33 bits.
    [0x12],
    [0x92, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
    [0x92, 0x80, 0x80, 0x80, 0x20, 0x00],
    // A group closed by another number, one never closed, one only closed.
    [0x1B, 0x24], [0x1B, 0x08, 0x01], [0x1C],
    // Text cut inside a scalar.
    [0x12, 0x02, 0xF0, 0x9F],
  ]

  @Test("is refused where it is malformed", arguments: kept)
  func keptInputs(bytes: [UInt8]) {
    #expect(throws: WireError.self) { try Tree(decoding: SharedBytes(bytes)) }
  }

  @Test("either decodes to something that encodes, or is an error")
  func random() throws {
    var random = SplitMix(state: 20_260_101)
    var decoded = 0
    for _ in 0..<50_000 {
      // Few different values, so that tags and lengths make sense often enough.
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ -> UInt8 in
        let small = UInt8.random(in: 0...8, using: &random)
        return [10, 18, 0x1B, 0x1C, 0x80, 0xFF, 0x41, small].randomElement(using: &random) ?? small
      }
      do {
        let tree = try Tree(decoding: SharedBytes(bytes))
        #expect(try Tree(decoding: tree.encoded()) == tree)
        decoded += 1
      } catch {
        continue
      }
    }
    #expect(decoded > 1_000)
  }

  @Test("is refused or understood however it is cut and however a bit is flipped")
  func mutations() throws {
    let valid = Tree(name: "root", children: [Tree(name: "a"), Tree(name: "b", children: [Tree(name: "c")])]).encoded()
    for count in 0..<valid.count {
      #expect(decodesOrThrows(valid[0..<count]))
    }
    for bit in 0..<valid.count * 8 {
      var bytes = valid.array
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(decodesOrThrows(SharedBytes(bytes)))
    }
  }

  private func decodesOrThrows(_ bytes: SharedBytes) -> Bool {
    do {
      let tree = try Tree(decoding: bytes)
      return tree.encodedSize <= bytes.count
    } catch {
      return error.offset >= 0 && error.offset <= bytes.count
    }
  }
}

/// A small generator of numbers that are the same on every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
