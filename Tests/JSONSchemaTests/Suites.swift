import Foundation

/// The public test suites, in the folder that `RIALTO_SUITES` names.
enum Suites {
  /// Nil where the suites are to be left out; a suite that is missing fails its tests.
  static func folder(_ name: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment["RIALTO_SUITES"]
    if environment == "skip" { return nil }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let suites = environment.map { URL(filePath: $0) } ?? root.appending(path: "../shared/suites")
    return suites.appending(path: name)
  }
}
