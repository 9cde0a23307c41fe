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

  typealias Trait = @Sendable (RevisionTraits) -> Bool

  /// The revisions that have each trait.
  @Test(
    arguments: [
      (\.hasToolAnnotations, Span.from(.v2025_03_26)), (\.hasProgressMessage, .from(.v2025_03_26)),
      (\.hasAudio, .from(.v2025_03_26)), (\.hasCompletionsCapability, .from(.v2025_03_26)),
      (\.hasBatches, .only(.v2025_03_26)), (\.hasTitles, .from(.v2025_06_18)),
      (\.hasStructuredContent, .from(.v2025_06_18)), (\.hasResourceLinks, .from(.v2025_06_18)),
      (\.hasEntryMeta, .from(.v2025_06_18)), (\.hasLastModified, .from(.v2025_06_18)),
      (\.hasElicitation, .from(.v2025_06_18)), (\.hasIcons, .from(.v2025_11_25)),
      (\.hasImplementationDetails, .from(.v2025_11_25)), (\.badArgumentsAreToolErrors, .from(.v2025_11_25)),
      (\.hasElicitationModes, .from(.v2025_11_25)), (\.hasElicitationIDs, .only(.v2025_11_25)),
      (\.hasRichElicitation, .from(.v2025_11_25)), (\.hasSamplingTools, .from(.v2025_11_25)),
      (\.hasRequestedTasks, .only(.v2025_11_25)), (\.hasTasksExtension, .from(.v2026_07_28)),
      (\.isStateless, .from(.v2026_07_28)), (\.hasAnyStructuredContent, .from(.v2026_07_28)),
      (\.hasResultType, .from(.v2026_07_28)),
    ] as [(Trait, Span)])
  func hasTheTraitInItsRevisions(_ trait: Trait, _ span: Span) {
    for revision in ProtocolRevision.allCases {
      #expect(trait(revision.traits) == span.contains(revision), "\(revision)")
    }
  }
}
