import JSON
import Testing

@Suite struct DuplicateNameTests {
  private func object(_ names: [String]) -> String {
    "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
  }

  @Test(arguments: [2, 3, 15, 16, 17, 40, 1_000, 50_000])
  func theLastOfManyNamesIsFoundToBeADuplicate(count: Int) {
    let names = (1..<count).map { "name \($0)" }
    #expect(failure(parsing: object(names)) == nil)
    #expect(failure(parsing: object(names + ["name \(count / 2)"]))?.code == .duplicateKey)
  }

  @Test func namesAreComparedWithoutEscapes() {
    #expect(failure(parsing: #"{"a":1,"\u0061":2}"#)?.code == .duplicateKey)
    #expect(failure(parsing: #"{"\u0061":1,"a":2}"#)?.code == .duplicateKey)
    #expect(failure(parsing: #"{"\n":1,"\u000a":2}"#)?.code == .duplicateKey)
    #expect(failure(parsing: #"{"a":1,"\u0062":2}"#) == nil)
    let names = (0..<100).map { "n\($0)" }
    #expect(failure(parsing: object(names + [#"\u006e42"#]))?.code == .duplicateKey)
    #expect(failure(parsing: object(names + [#"\u006e100"#])) == nil)
  }

  @Test func namesThatAreNearlyEqualDiffer() {
    #expect(failure(parsing: object(["", "a", "aa", "aaa", "aaaaaaa", "aaaaaaaa", "aaaaaaaaa", "A", "é", "e"])) == nil)
    #expect(failure(parsing: object(["prefix-1-suffix-of-it", "prefix-2-suffix-of-it"])) == nil)
    #expect(failure(parsing: object(["", ""]))?.code == .duplicateKey)
  }

  @Test func eachObjectHasItsOwnNames() {
    #expect(failure(parsing: #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#) == nil)
    #expect(failure(parsing: #"{"a":{"b":1},"c":{"d":1,"e":{},"d":2}}"#)?.code == .duplicateKey)
    #expect(failure(parsing: #"{"a":{"b":1},"c":{"d":1},"a":0}"#)?.code == .duplicateKey)
  }
}
