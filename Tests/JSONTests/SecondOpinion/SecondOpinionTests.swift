import Foundation
import PublicSuites
import Testing

/// Differential tests: simdjson, written by others, has to agree with this parser on what is JSON and what it means.
@Suite struct SecondOpinionTests {
  private static let batches: UInt64 = 8
  private static let documentsPerBatch: UInt64 = 10_000

  /// The files of JSONTestSuite with one of these prefixes; none where the suites are left out.
  private static func suiteDocuments(_ prefixes: String...) throws -> [[UInt8]] {
    guard let folder = PublicSuites.folder("json-parsing/test_parsing") else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    return try names.filter { name in prefixes.contains(where: name.hasPrefix) }.map {
      Array(try Data(contentsOf: folder.appending(path: $0)))
    }
  }

  @Test func simdjsonAgreesOnTheSuite() throws {
    for document in try Self.suiteDocuments("y_", "n_", "i_") {
      if case .disagreement(let reason) = SecondOpinion.on(document) {
        Issue.record("\(reason): \(Self.shown(document))")
      }
    }
  }

  @Test func simdjsonAgreesOnGeneratedDocuments() {
    for seed in 0..<3_000 as Range<UInt64> {
      var documents = RandomDocuments(seed: seed)
      let document = Array(documents.text().utf8)
      #expect(SecondOpinion.on(document) == .sameValue, "seed \(seed): \(Self.shown(document))")
    }
  }

  @Test(arguments: 0..<SecondOpinionTests.batches)
  func simdjsonAgreesOnDamagedDocuments(batch: UInt64) throws {
    // Damage to what is refused anyway shows little, and large files take long.
    let suite = try Self.suiteDocuments("y_", "i_").filter { $0.count < 2_000 }
    var counts: [SecondOpinion: Int] = [:]
    for seed in batch * Self.documentsPerBatch..<(batch + 1) * Self.documentsPerBatch {
      let document = Self.damagedDocument(seed, suite)
      let opinion = SecondOpinion.on(document)
      counts[opinion, default: 0] += 1
      if case .disagreement(let reason) = opinion {
        Issue.record("seed \(seed): \(reason): \(Self.shown(document))")
      }
    }
    // A test that never comes to one of these has stopped to look at it.
    for opinion in [
      SecondOpinion.sameValue, .bothRefuse, .onlyDuplicateNames, .onlyTooDeep, .onlyNumberBeyondRange,
    ] {
      #expect(counts[opinion, default: 0] > 0, "\(opinion)")
    }
    if batch == 0 { print("simdjson, \(Self.documentsPerBatch) damaged documents of batch 0: \(counts)") }
  }

  /// Depends on the seed and the suite's files only.
  private static func damagedDocument(_ seed: UInt64, _ suite: [[UInt8]]) -> [UInt8] {
    var documents = RandomDocuments(seed: seed)
    let generated = Array(documents.text(depth: 3).utf8)
    var mutations = DocumentMutations(random: documents.random)
    guard let ofSuite = suite.randomElement(using: &mutations.random) else {
      return mutations.mutated(generated, with: generated)
    }
    return Bool.random(using: &mutations.random)
      ? mutations.mutated(generated, with: ofSuite) : mutations.mutated(ofSuite, with: generated)
  }

  /// The text and its bytes, as far as they are worth printing.
  private static func shown(_ document: [UInt8]) -> String {
    let start = document.prefix(300)
    return "\(String(decoding: start, as: UTF8.self)) \(Array(start))"
  }
}
