import Bytes
import Testing
import Wire

@Suite("Generated code for every feature of proto3")
struct EverythingTests {
  typealias Everything = Rialto_Testing_Everything
  typealias Fruit = Rialto_Testing_Fruit
  typealias Part = Rialto_Testing_Everything.Part

  static let full: Everything = {
    var part = Part()
    part.name = "core"
    part.parts = [Part(), Part()]
    var all = Everything()
    all.aDouble = -1.5
    all.aFloat = 0.25
    all.anInt32 = -3
    all.anInt64 = .min
    all.aUint32 = .max
    all.aUint64 = .max
    all.aSint32 = .min
    all.aSint64 = -2
    all.aFixed32 = 1
    all.aFixed64 = .max
    all.anSfixed32 = -1
    all.anSfixed64 = .min
    all.aBool = true
    all.aString = "né"
    all.someBytes = SharedBytes([0, 255])
    all.fruit = .sour
    all.part = part
    all.any = AnyMessage(typeURL: "t", value: .bytes(SharedBytes([1])))
    all.maybeInt32 = 0
    all.maybeDouble = 0
    all.maybeBool = false
    all.maybeString = ""
    all.maybeBytes = SharedBytes()
    all.maybeFruit = Fruit.none
    all.maybePart = Part()
    all.int32s = [0, -1, 300]
    all.sint64s = [0, -1, .max]
    all.fixed32s = [1, 2]
    all.doubles = [0, .infinity]
    all.bools = [true, false]
    all.fruits = [.redApple, .unrecognized(77), .none]
    all.looseUint64s = [0, 1, .max]
    all.strings = ["", "a"]
    all.byteStrings = [SharedBytes(), SharedBytes([7])]
    all.parts = [Part(), part]
    all.counts = ["b": 2, "": 0, "a": -1]
    all.names = [-1: "minus", 1: ""]
    all.halves = [true: part, false: Part()]
    all.crop = [-5: .redApple, 0: .none]
    all.blobs = [9: SharedBytes([1, 2])]
    all.choice = .choicePart(part)
    all.self_ = 1
    all.init_ = 2
    all.`class` = 3
    all.encodedSize_ = 4
    all.value = 5
    all.reader = 6
    all.tag = 7
    all.size = 8
    all.typeURL = "u"
    return all
  }()

  @Test("comes back as it was")
  func roundTrip() throws {
    let encoded = Self.full.encoded()
    #expect(try Everything(decoding: encoded) == Self.full)
    #expect(encoded.count == Self.full.encodedSize)
  }

  @Test("agrees with the bytes protoc made of the same message")
  func golden() {
    #expect(Self.full.encoded().array == Golden.everything)
  }

  @Test("writes nothing for defaults")
  func defaults() throws {
    #expect(Everything().encoded().isEmpty)
    var message = Everything()
    message.aDouble = -0.0
    #expect(message.encoded().count == 9)
    #expect(try Everything(decoding: message.encoded()).aDouble.sign == .minus)
  }

  @Test("reads lists of numbers packed, one by one, and mixed")
  func packing() throws {
    // Field 30: packed [1, 2], then 3 alone. Field 36, declared unpacked: 4 alone, then packed [5, 6].
    let bytes: [UInt8] = [0xF2, 1, 2, 1, 2, 0xF0, 1, 3, 0xA0, 2, 4, 0xA2, 2, 2, 5, 6]
    let message = try Everything(decoding: SharedBytes(bytes))
    #expect(message.int32s == [1, 2, 3])
    #expect(message.looseUint64s == [4, 5, 6])
    #expect(message.encoded().array == [0xF2, 1, 3, 1, 2, 3, 0xA0, 2, 4, 0xA0, 2, 5, 0xA0, 2, 6])
  }

  @Test("refuses a packed list that ends inside a number")
  func brokenPacking() {
    #expect(throws: WireError.self) { try Everything(decoding: SharedBytes([0x82, 2, 3, 1, 2, 3])) }
  }

  @Test("keeps numbers an enum has no name for, and knows aliases")
  func enums() throws {
    var message = Everything()
    message.fruit = Fruit(rawValue: 1_000)
    #expect(message.fruit == .unrecognized(1_000))
    #expect(try Everything(decoding: message.encoded()).fruit.rawValue == 1_000)
    #expect(Fruit(rawValue: -7) == .sour)
    #expect(Fruit.apple == .redApple)
    #expect(Fruit(rawValue: 2) == .fruit2)
  }

  @Test("writes maps in the order of their keys")
  func mapOrder() {
    var message = Everything()
    message.counts = Dictionary(uniqueKeysWithValues: (0..<50).map { ("k\($0)", Int32($0)) })
    var copy = Everything()
    for index in (0..<50).reversed() { copy.counts["k\(index)"] = Int32(index) }
    #expect(message.encoded() == copy.encoded())
  }

  @Test("reads map entries with fields missing, repeated, unknown or out of order")
  func mapEntries() throws {
    // Field 50: {}, then value 9 before key "a", then key "b" twice over "a" with an unknown field 3 and value 1.
    let bytes: [UInt8] = [
      0x92, 3, 0, 0x92, 3, 5, 0x10, 9, 10, 1, 0x61,
      0x92, 3, 10, 10, 1, 0x61, 0x18, 4, 10, 1, 0x62, 0x10, 1,
    ]
    #expect(try Everything(decoding: SharedBytes(bytes)).counts == ["": 0, "a": 9, "b": 1])
  }

  @Test("keeps the last alternative of a oneof, default values included")
  func oneofs() throws {
    var message = Everything()
    message.choice = .choiceNumber(0)
    let zero = message.encoded().array
    #expect(zero == [0xE0, 3, 0])
    #expect(try Everything(decoding: SharedBytes(zero)).choice == .choiceNumber(0))
    message.choice = .choiceText("x")
    #expect(try Everything(decoding: SharedBytes(zero + message.encoded().array)).choice == .choiceText("x"))
  }

  @Test("merges a message repeated inside a oneof")
  func oneofMerging() throws {
    var named = Everything()
    var part = Part()
    part.name = "n"
    named.choice = .choicePart(part)
    var filled = Everything()
    part.name = ""
    part.parts = [Part()]
    filled.choice = .choicePart(part)
    part.name = "n"
    let merged = try Everything(decoding: SharedBytes(named.encoded().array + filled.encoded().array))
    #expect(merged.choice == .choicePart(part))
  }

  @Test("never crashes on a message that was cut or changed")
  func damage() {
    let whole = Self.full.encoded()
    for count in 0..<whole.count {
      #expect(survives(whole[0..<count]))
    }
    for index in 0..<whole.count {
      for value in [0, 0x7F, 0x80, 0xFF] as [UInt8] {
        var bytes = whole.array
        bytes[index] = value
        #expect(survives(SharedBytes(bytes)))
      }
    }
  }

  /// Whether the bytes decode to a message that encodes to what decodes, or are refused.
  private func survives(_ bytes: SharedBytes) -> Bool {
    do {
      let encoded = try Everything(decoding: bytes).encoded()
      return try Everything(decoding: encoded).encoded() == encoded
    } catch {
      return error.offset <= bytes.count
    }
  }
}
