import Foundation
import JSON
import JSONSchema
import PublicSuites
import Testing

/// Every required case of JSON-Schema-Test-Suite, for both dialects.
@Suite struct JSONSchemaTestSuiteTests {
  /// The optional cases that hold here too. The others assert `format`, or use 2019-09, which is refused by name.
  private static let optionalFiles = [
    "anchor", "bignum", "dependencies-compatibility", "dynamicRef", "ecmascript-regex", "float-overflow",
    "id", "no-schema", "non-bmp-regex", "refOfUnknownKeyword", "unknownKeyword",
  ]

  @Test(
    .enabled(if: PublicSuites.folder("json-schema") != nil),
    arguments: [
      ("draft2020-12", "https://json-schema.org/draft/2020-12/schema", 46),
      ("draft7", "http://json-schema.org/draft-07/schema#", 37),
    ])
  func everyCaseIsJudgedAsItSays(draft: String, dialect: String, fileCount: Int) throws {
    let folder = try #require(PublicSuites.folder("json-schema"))
    let documents = try remotes(folder.appending(path: "remotes"))
    let tests = folder.appending(path: "tests/\(draft)")
    let required = try FileManager.default.contentsOfDirectory(atPath: tests.path()).filter { $0.hasSuffix(".json") }
    #expect(required.count >= fileCount, "the suite is incomplete")
    let optional = Self.optionalFiles.map { "optional/\($0).json" }.filter {
      FileManager.default.fileExists(atPath: tests.appending(path: $0).path())
    }
    var count = 0
    for name in required + optional {
      for group in try read(tests.appending(path: name)).elements {
        count += try judge(group, "\(draft)/\(name)", dialect, documents)
      }
    }
    print(
      "JSON-Schema-Test-Suite, \(draft): \(count) cases of \(required.count) required and \(optional.count) other files"
    )
  }

  /// How many cases the group has.
  private func judge(
    _ group: JSONValue, _ file: String, _ dialect: String, _ documents: [String: JSONValue]
  ) throws -> Int {
    let name = "\(file): \(group["description"]?.string ?? "")"
    var schema = try #require(group["schema"])
    if schema.kind == .object, schema["$schema"] == nil {
      // Schemas of the suite mean the dialect of their folder.
      var builder = JSONBuilder()
      builder.beginObject()
      builder.key("$schema")
      builder.string(dialect)
      for (key, value) in schema.members {
        builder.key(key.string)
        builder.value(value)
      }
      builder.endObject()
      schema = builder.finish()
    }
    let tests = try #require(group["tests"])
    do {
      let compiled = try JSONSchema(compiling: schema, documents: documents)
      for test in tests.elements {
        let violation = compiled.violation(in: try #require(test["data"]))
        #expect(
          (violation == nil) == test["valid"]?.bool,
          "\(name), \(test["description"]?.string ?? ""): \(String(describing: violation))")
      }
    } catch {
      Issue.record("\(name): \(error)")
    }
    return tests.count
  }

  private func remotes(_ folder: URL) throws -> [String: JSONValue] {
    var documents: [String: JSONValue] = [:]
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
    for name in names where name.hasSuffix(".json") {
      documents["http://localhost:1234/\(name)"] = try read(folder.appending(path: name))
    }
    return documents
  }

  private func read(_ file: URL) throws -> JSONValue {
    try JSONValue.parse(String(decoding: Data(contentsOf: file), as: UTF8.self))
  }
}
