import JSON
import Testing

@Suite struct HashingTests {
  @Test(arguments: [
    ("1", "1.0"), ("0", "-0.0"), ("100", "1e2"), ("123456789012345678901234567890", "12345678901234567890123456789e1"),
    (#""a""#, #""\u0061""#), ("[1,2]", "[1.0, 20e-1]"), (#"{"a":1,"b":[2]}"#, #"{"b":[2.0],"\u0061":1}"#),
    ("{}", "{ }"),
  ])
  func equalValuesHaveEqualHashes(left: String, right: String) throws {
    let (left, right) = (try JSONValue.parse(left), try JSONValue.parse(right))
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
  }

  @Test func parsedAndBuiltNumbersAreTheSame() throws {
    for (built, text) in [(JSONValue(1.5), "1.5"), (7, "7"), (JSONValue(1e300), "1e300"), (JSONValue(-0.0), "0")] {
      #expect(Set([built]).contains(try JSONValue.parse(text)))
    }
  }

  @Test func valuesThatDifferAreToldApart() throws {
    let values = try [
      "null", "true", "false", "0", "1", #""""#, #""0""#, "[]", "{}", "[0]", "[[0]]", #"{"a":0}"#, #"{"b":0}"#,
    ]
    .map { try JSONValue.parse($0) }
    #expect(Set(values).count == values.count)
    #expect(Set(values.map(\.hashValue)).count == values.count)
  }
}
