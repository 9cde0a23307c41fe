import Bytes
import Foundation
import JSON
import PublicSuites
import Testing

/// Every file of JSONTestSuite: `y_` has to be accepted, `n_` refused; `i_` may go either way but has to end.
@Suite struct JSONTestSuiteTests {
  /// RFC 8259 leaves duplicate names to the implementation; this one refuses them.
  private static let duplicateNames = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

  private static var folder: URL? { PublicSuites.folder("json-parsing/test_parsing") }

  @Test(.enabled(if: JSONTestSuiteTests.folder != nil))
  func everyFileIsJudgedAsItsNameSays() throws {
    let folder = try #require(Self.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".json") }
    #expect(names.count > 300, "the suite is incomplete")
    for name in names {
      let error = failure(parsing: Array(try Data(contentsOf: folder.appending(path: name))))
      if Self.duplicateNames.contains(name) {
        #expect(error?.code == .duplicateKey, "\(name)")
      } else if name.hasPrefix("y_") {
        #expect(error == nil, "\(name): \(String(describing: error))")
      } else if name.hasPrefix("n_") {
        #expect(error != nil, "\(name)")
      }
    }
    print("JSONTestSuite: \(names.count) files")
  }
}
