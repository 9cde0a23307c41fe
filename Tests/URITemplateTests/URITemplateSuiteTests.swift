import Bytes
import Foundation
import JSON
import PublicSuites
import Testing
import URITemplate

/// Every case of uritemplate-tests, of all four levels: a template, and what it expands to or that it does not.
@Suite struct URITemplateSuiteTests {
  private static var folder: URL? { PublicSuites.folder("uri-template") }

  @Test(
    .enabled(if: URITemplateSuiteTests.folder != nil),
    arguments: [
      ("spec-examples.json", 60), ("spec-examples-by-section.json", 115), ("extended-tests.json", 50),
      ("negative-tests.json", 35),
    ])
  func everyCaseHolds(file: String, leastCases: Int) throws {
    let folder = try #require(Self.folder)
    let groups = try JSONValue.parse(SharedBytes(Data(contentsOf: folder.appending(path: file))))
    var count = 0
    for (name, group) in groups.members {
      var variables: URITemplate.Variables = [:]
      for (name, value) in try #require(group["variables"]).members {
        variables[name.string] = try Self.variable(value)
      }
      for testCase in try #require(group["testcases"]).elements {
        let template = try #require(testCase[0]?.string)
        let expected = try #require(testCase[1])
        count += 1
        let uri = expansion(of: template, variables)
        switch expected.kind {
        case .string: #expect(uri == expected.string, "\(name): \(template)")
        case .array: #expect(expected.elements.contains { $0.string == uri }, "\(name): \(template)")
        default: #expect(uri == nil, "\(name): \(template)")
        }
      }
    }
    #expect(count >= leastCases, "the suite is incomplete")
    print("uritemplate-tests, \(file): \(count) cases")
  }

  private func expansion(of template: String, _ variables: URITemplate.Variables) -> String? {
    do throws(URITemplateError) {
      return try URITemplate(template).expand(variables)
    } catch {
      return nil
    }
  }

  /// Nil for null, which is undefined. Numbers stand for their text.
  private static func variable(_ value: JSONValue) throws -> URITemplate.Value? {
    switch value.kind {
    case .null: return nil
    case .array: return .list(try value.elements.map { try #require($0.string) })
    case .object:
      return .associative(
        try value.members.map { name, value in
          URITemplate.Member(name: name.string, value: try #require(value.string))
        })
    default: return .string(try #require(value.string ?? value.numberToken))
    }
  }
}
