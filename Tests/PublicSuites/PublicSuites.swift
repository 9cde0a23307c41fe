/// Why this target exists: test suites made by others are data outside the repository, and every test that reads one
/// finds it in the same way.
package import Foundation

package enum PublicSuites {
  /// The folder of that name in the suites: in `RIALTO_SUITES`, or `../shared/suites` beside the repository. Nil where
  /// `RIALTO_SUITES=skip` leaves them out.
  package static func folder(_ name: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment["RIALTO_SUITES"]
    if environment == "skip" { return nil }
    let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let suites = environment.map { URL(filePath: $0) } ?? repository.appending(path: "../shared/suites")
    return suites.appending(path: name)
  }
}
