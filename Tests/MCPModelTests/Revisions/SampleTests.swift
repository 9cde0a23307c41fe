import Foundation
import JSON
import MCPModel
import Testing

/// What clients of each revision are sent of every value: all that the revision knows, and nothing else.
@Suite struct SampleTests {
  private static let samples = Sample.offers + Sample.content + Sample.questions

  @Test(arguments: ProtocolRevision.allCases)
  func hasTheMembersOfTheRevision(_ revision: ProtocolRevision) throws {
    for sample in Self.samples where sample.span.contains(revision) {
      let value = try sample.write(revision)
      #expect(Sample.paths(in: value) == sample.expected(revision), "\(sample.definition): \(value)")
    }
  }

  /// Writes the values down for something that knows JSON Schema to check against the schema of their revision, where
  /// `RIALTO_TRANSCRIPTS` names a folder.
  @Test func isWrittenDownForTheSchemas() throws {
    var lines = ""
    for revision in ProtocolRevision.allCases {
      for sample in Self.samples where sample.span.contains(revision) {
        let value = try sample.write(revision)
        let line = object { builder in
          builder.member("revision", revision.rawValue)
          builder.member("definition", sample.definition)
          builder.member("value", value)
        }
        lines += line.description + "\n"
      }
    }
    #expect(lines.utf8.count > 10_000)
    guard let folder = ProcessInfo.processInfo.environment["RIALTO_TRANSCRIPTS"] else { return }
    let values = URL(filePath: folder).appending(path: "values", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: values, withIntermediateDirectories: true)
    try Data(lines.utf8).write(to: values.appending(path: "model.jsonl"))
  }
}
