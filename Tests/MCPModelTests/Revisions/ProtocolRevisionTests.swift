import MCPModel
import Testing

@Suite struct ProtocolRevisionTests {
  @Test func areInTheOrderOfTheirRelease() {
    let names = ProtocolRevision.allCases.map(\.rawValue)
    #expect(names == ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"])
    #expect(ProtocolRevision.allCases.map(\.index) == [0, 1, 2, 3, 4])
    #expect(ProtocolRevision.newestFirst == [.v2026_07_28, .v2025_11_25, .v2025_06_18, .v2025_03_26, .v2024_11_05])
    #expect(ProtocolRevision.v2024_11_05 < .v2025_03_26)
    #expect(ProtocolRevision(rawValue: "2025-12-01") == nil)
  }

  @Test func onlyTheNewestNeedsNoHandshake() {
    #expect(ProtocolRevision.allCases.filter(\.isStateless) == [.v2026_07_28])
    #expect(ProtocolRevision.latestLegacy == .v2025_11_25)
  }

  @Test func namesItsNewest() {
    #expect(ProtocolRevision.latest == .v2026_07_28)
  }

  /// The revisions that have each trait.
  @Test(
    arguments: [
      (.toolAnnotations, Span.from(.v2025_03_26)), (.progressMessage, .from(.v2025_03_26)),
      (.audio, .from(.v2025_03_26)), (.completionsCapability, .from(.v2025_03_26)),
      (.batches, .only(.v2025_03_26)), (.titles, .from(.v2025_06_18)),
      (.structuredContent, .from(.v2025_06_18)), (.resourceLinks, .from(.v2025_06_18)),
      (.entryMeta, .from(.v2025_06_18)), (.lastModified, .from(.v2025_06_18)),
      (.elicitation, .from(.v2025_06_18)), (.icons, .from(.v2025_11_25)),
      (.implementationDetails, .from(.v2025_11_25)), (.badArgumentsAreToolErrors, .from(.v2025_11_25)),
      (.elicitationModes, .from(.v2025_11_25)), (.elicitationIDs, .only(.v2025_11_25)),
      (.richElicitation, .from(.v2025_11_25)), (.samplingTools, .from(.v2025_11_25)),
      (.requestedTasks, .only(.v2025_11_25)), (.tasksExtension, .from(.v2026_07_28)),
      (.stateless, .from(.v2026_07_28)), (.anyStructuredContent, .from(.v2026_07_28)),
      (.resultType, .from(.v2026_07_28)),
    ] as [(RevisionTraits, Span)])
  func hasTheTraitInItsRevisions(_ trait: RevisionTraits, _ span: Span) {
    for revision in ProtocolRevision.allCases {
      #expect(revision.traits.contains(trait) == span.contains(revision), "\(revision)")
    }
  }
}
