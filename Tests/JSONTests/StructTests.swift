import Bytes
import JSON
import Testing
import Wire

extension StructPayload {
  /// What a message around it would hold.
  var bytes: SharedBytes { WireWriter.bytes(count: encodedSize) { write(to: &$0) } }
}

@Suite struct StructTests {
  @Test func theWireFormIsThatOfTheProtobufFile() throws {
    let value = try JSONValue.parse(#"{"s":"é","n":1.5,"b":true,"z":null,"l":[false,{}],"o":{"a":"\n"}}"#)
    let expected: [UInt8] =
      [0x0A, 9, 0x0A, 1, 0x73, 0x12, 4, 0x1A, 2, 0xC3, 0xA9]
      + [0x0A, 14, 0x0A, 1, 0x6E, 0x12, 9, 0x11, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]
      + [0x0A, 7, 0x0A, 1, 0x62, 0x12, 2, 0x20, 1]
      + [0x0A, 7, 0x0A, 1, 0x7A, 0x12, 2, 0x08, 0]
      + [0x0A, 15, 0x0A, 1, 0x6C, 0x12, 10, 0x32, 8, 0x0A, 2, 0x20, 0, 0x0A, 2, 0x2A, 0]
      + [0x0A, 17, 0x0A, 1, 0x6F, 0x12, 12, 0x2A, 10, 0x0A, 8, 0x0A, 1, 0x61, 0x12, 3, 0x1A, 1, 0x0A]
    let payload = try StructPayload(value)
    #expect(payload.bytes.array == expected)
    #expect(payload.encodedSize == expected.count)
    let decoded = try StructDecoder.decode(SharedBytes(expected))
    #expect(decoded == value)
    #expect(decoded.description == #"{"s":"é","n":1.5,"b":true,"z":null,"l":[false,{}],"o":{"a":"\n"}}"#)
  }

  @Test func listsAndValuesAreMessagesToo() throws {
    let list = try JSONValue.parse(#"[1,"a",[],{}]"#)
    let listBytes = try StructPayload(list, as: .list).bytes
    #expect(try StructDecoder.decode(listBytes, as: .list) == list)
    for text in ["null", "true", "false", "1", "\"a\"", "[1]", "{\"a\":1}"] {
      let value = try JSONValue.parse(text)
      let bytes = try StructPayload(value, as: .value).bytes
      #expect(try StructDecoder.decode(bytes, as: .value) == value)
    }
    #expect(throws: JSONError.self) { try StructPayload(list, as: .object) }
    #expect(throws: JSONError.self) { try StructPayload(["a": 1], as: .list) }
    #expect(try StructDecoder.decode(SharedBytes(), as: .object).description == "{}")
    #expect(try StructDecoder.decode(SharedBytes(), as: .list).description == "[]")
  }

  @Test func randomDocumentsSurviveTheWayThereAndBack() throws {
    var documents = RandomDocuments(seed: 2)
    for _ in 0..<3_000 {
      let text = documents.object()
      let value = try JSONValue.parse(text)
      let bytes = try StructPayload(value).bytes
      let decoded = try StructDecoder.decode(bytes)
      #expect(decoded == value, "\(text)")
      #expect(try StructPayload(decoded).bytes == bytes)
      #expect(try JSONValue.parse(decoded.encodedJSONBytes()) == value)
      // Without what lets the decoder's own bytes be copied.
      #expect(try StructPayload(JSONValue.parse(decoded.encodedJSONBytes())).bytes == bytes)
    }
  }

  @Test func integralDoublesBecomeIntegers() throws {
    for (number, text) in [
      (5.0, "5"), (-3, "-3"), (0, "0"), (-0.0, "-0"), (0x1p53, "9007199254740992"), (1e300, "1e+300"), (2.5, "2.5"),
    ] {
      let bytes = try StructPayload(JSONValue(floatLiteral: number), as: .value).bytes
      #expect(try StructDecoder.decode(bytes, as: .value).description == text)
    }
  }

  @Test(arguments: [
    "9007199254740993", "-9007199254740993", "12345678901234567890", "1152921504606846976", "1e400", "-1e400", "1e-400",
    "0.1234567890123456789", "3.14159265358979323846", "4e-324", "123456789012345678",
  ])
  func aNumberThatADoubleWouldChangeIsAnError(token: String) throws {
    let value = try JSONValue.parse(#"{"ok":1,"a/b":[0,{"~":[]},{"x":[true,\#(token)]}],"z":1}"#)
    do {
      _ = try StructPayload(value)
      Issue.record("\(token) was accepted")
    } catch {
      #expect(error.code == .unrepresentableNumber)
      #expect(error.path == "/a~1b/2/x/1")
    }
  }

  @Test(arguments: [
    "9007199254740992", "-9007199254740992", "0.1", "1e22", "1e23", "100000000000000000000", "1.7976931348623157e308",
    "5e-324", "0.10000000000000000", "1.2345678901234567", "1e18", "0e400", "-0.0",
  ])
  func aNumberThatADoubleKeepsIsAccepted(token: String) throws {
    let value = try JSONValue.parse("[\(token)]")
    #expect(try StructDecoder.decode(StructPayload(value, as: .list).bytes, as: .list) == value)
  }

  @Test func integersFromSwiftFollowTheSameRule() throws {
    #expect(throws: JSONError.self) { try StructPayload(JSONValue(integerLiteral: .max), as: .value) }
    #expect(throws: JSONError.self) { try StructPayload(JSONValue(integerLiteral: 1 << 53 + 1), as: .value) }
    #expect(try StructPayload(JSONValue(integerLiteral: -(1 << 53)), as: .value).encodedSize == 9)
  }

  @Test func thePathOfTheRootIsEmpty() throws {
    let error = #expect(throws: JSONError.self) { try StructPayload(JSONValue.parse("1e400"), as: .value) }
    #expect(error?.path == "")
  }

  @Test func aPathStartsAtTheValueThatIsEncoded() throws {
    let value = try JSONValue.parse(#"{"outer":{"inner":[1e400]}}"#)
    let error = #expect(throws: JSONError.self) { try StructPayload(#require(value["outer"])) }
    #expect(error?.path == "/inner/0")
  }
}
