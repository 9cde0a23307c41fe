import JSON
import Testing

@Suite struct NumberTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(text) }

  @Test(arguments: [
    "0", "-0", "1.0", "1e2", "1E+2", "-1.50e-07", "12345678901234567890", "0.1000", "1e400", "-1e-400",
    "3.14159265358979323846264338327950288",
  ])
  func aTokenStaysAsItWasWritten(token: String) throws {
    #expect(try parse(token).numberToken == token)
    #expect(try parse("[\(token)]").description == "[\(token)]")
    #expect(try parse(" [ \(token) ] ").description == "[\(token)]")
  }

  @Test(arguments: [
    ("7", 7), ("7.0", 7), ("7e0", 7), ("70e-1", 7), ("0.7e1", 7), ("-7", -7), ("0", 0), ("-0", 0), ("0.000", 0),
    ("0e999999999999999999999", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
    ("922337203685477580.7e1", .max), ("1e18", 1_000_000_000_000_000_000),
    ("999999999999999999", 999_999_999_999_999_999), ("1234567890123456789", 1_234_567_890_123_456_789),
    ("9007199254740993", 9_007_199_254_740_993),
  ])
  func integersAreIntegersHoweverTheyAreWritten(token: String, expected: Int64) throws {
    #expect(try parse(token).int == expected)
    #expect(try parse(token).isInteger)
  }

  @Test func integersOfEveryLengthComeBackAsTheyWere() throws {
    var number: Int64 = 0
    for digit in [9, 0, 1, 8, 2, 7, 3, 6, 4, 5, 9, 0, 1, 8, 2, 7, 3, 6] as [Int64] {
      for number in [number, -number, number + digit] {
        let written = JSONValue(integerLiteral: number).description
        #expect(written == String(number))
        #expect(try parse(written).int == number)
        var text = JSONBuilder(textBehind: JSONBuffer())
        text.int(number)
        #expect(text.finishText().value.int == number)
      }
      number = number * 10 + digit
    }
    #expect(throws: JSONError.self) { try parse("12345678:") }
  }

  @Test(arguments: ["7.5", "1e-1", "0.1", "-0.5e0", "123e-4"])
  func fractionsAreNotIntegers(token: String) throws {
    #expect(try parse(token).int == nil)
    #expect(try !parse(token).isInteger)
  }

  @Test(arguments: [
    "9223372036854775808", "-9223372036854775809", "1e19", "12345678901234567890", "1e400", "1e99999999999999999999",
    "99999999999999999999999999999999",
  ])
  func hugeIntegersAreIntegersWithoutAnInt(token: String) throws {
    #expect(try parse(token).int == nil)
    #expect(try parse(token).isInteger)
  }

  @Test func doublesAreTheNearestOnes() throws {
    for token in [
      "0.1", "0.3", "1e22", "1e23", "123456789012345678", "9007199254740993", "1.7976931348623157e308", "5e-324",
      "2.2250738585072011e-308", "0.1e1", "4.35", "1e-22", "8.5e-23", "100000000000000000000000",
    ] {
      #expect(try parse(token).double == Double(token), "\(token)")
      #expect(try parse("-" + token).double == Double("-" + token), "-\(token)")
    }
    #expect(try parse("1e-400").double == 0)
    #expect(try parse("-0").double?.sign == .minus)
  }

  @Test func thereIsNoDoubleBeyondTheLargest() throws {
    #expect(try parse("1e400").double == nil)
    #expect(try parse("-1e99999999999999999999").double == nil)
  }

  @Test func equalityIsByValue() throws {
    #expect(try parse("1") == parse("1.0"))
    #expect(try parse("100") == parse("1e2"))
    #expect(try parse("0") == parse("-0.0e5"))
    #expect(try parse("12345678901234567890") == parse("1234567890123456789e1"))
    #expect(try parse("12345678901234567890") != parse("12345678901234567891"))
    #expect(try parse("1234567890123456789012.5") == parse("12345678901234567890125e-1"))
    #expect(try parse("1234567890123456789012.5") != parse("12345678901234567890126e-1"))
    #expect(try parse("1") != parse("-1"))
    #expect(try parse("0.1") == 0.1)
    #expect(try parse("5") == 5)
    #expect(JSONValue(integerLiteral: 5) == JSONValue(floatLiteral: 5))
    #expect(JSONValue(integerLiteral: 5) != JSONValue(floatLiteral: 5.5))
  }

  @Test func numbersFromSwiftAreWrittenShortest() {
    let cases: [(Double, String)] = [
      (5, "5"), (-0.0, "-0"), (0.1, "0.1"), (1e21, "1e+21"), (5e-324, "5e-324"), (100, "100"), (1.5, "1.5"),
      (9_007_199_254_740_992, "9007199254740992"),
    ]
    for (value, text) in cases { #expect(JSONValue(floatLiteral: value).description == text) }
    for value in [0, 7, -7, 10, 99, 1_234_567_890, Int64.max, Int64.min] {
      #expect(JSONValue(integerLiteral: value).description == String(value))
    }
  }

  @Test(arguments: [
    ("1", "2"), ("-2", "-1"), ("-1", "0"), ("0", "1e-400"), ("0.1", "0.10000000000000000000001"), ("9.99e399", "1e400"),
    ("12345678901234567890122", "12345678901234567890123"), ("-1e400", "-9"), ("99", "100"), ("1.5", "15"),
    ("9223372036854775807", "9223372036854775808"),
  ])
  func areOrderedExactly(less: String, more: String) throws {
    let (less, more) = (try parse(less), try parse(more))
    #expect(less.isLess(than: more))
    #expect(!more.isLess(than: less))
    #expect(!less.isLess(than: less))
  }

  @Test func equalNumbersAreNotLessHoweverTheyAreWritten() throws {
    for (left, right) in [("1", "1.0"), ("0", "-0"), ("10e-1", "1"), ("1e400", "10e399")] {
      #expect(try !parse(left).isLess(than: parse(right)))
      #expect(try !parse(right).isLess(than: parse(left)))
    }
    #expect(!JSONValue(1.5).isLess(than: 1) && JSONValue(1).isLess(than: 1.5))
    #expect(!JSONValue("1").isLess(than: 2))
  }

  @Test(arguments: [
    ("19.99", "0.01", true), ("19.999", "0.01", false), ("0", "7", true), ("-21", "7", true), ("7.0", "7", true),
    ("111111111111111111111111111111", "3", true), ("111111111111111111111111111112", "3", false),
    ("1e1000000000000", "2", true), ("1e1000000000000", "7", false), ("1e-5", "1e-6", true), ("1e-6", "1e-5", false),
    ("1e128", "340282366920938463463374607431768211456", nil), ("1e126", "85070591730234615865843651857942052864", nil),
    ("1e37", "1237940039285380274899124224", false), ("1e90", "1237940039285380274899124224", true),
    ("9223372036854775808", "9223372036854775808", true), ("-9223372036854775808", "1", true),
  ] as [(String, String, Bool?)])
  func areMultiplesExactly(number: String, divisor: String, isMultiple: Bool?) throws {
    let divisor = JSONDivisor(try parse(divisor))
    #expect(try divisor.map { try parse(number).isMultiple(of: $0) } == isMultiple)
  }

  @Test func divisorsAreGreaterThanZero() throws {
    for text in ["0", "-1", "0.0", "true", #""1""#] { #expect(JSONDivisor(try parse(text)) == nil) }
  }
}
