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

  /// The first revision with each trait; batches came and went.
  @Test func traitsBeginWithTheirRevision() {
    func first(_ trait: (RevisionTraits) -> Bool) -> ProtocolRevision? {
      let having = ProtocolRevision.allCases.filter { trait($0.traits) }
      #expect(having == ProtocolRevision.allCases.suffix(having.count), "a trait stays")
      return having.first
    }
    #expect(first(\.hasToolAnnotations) == .v2025_03_26)
    #expect(first(\.hasProgressMessage) == .v2025_03_26)
    #expect(first(\.hasTitles) == .v2025_06_18)
    #expect(first(\.hasStructuredContent) == .v2025_06_18)
    #expect(first(\.badArgumentsAreToolErrors) == .v2025_11_25)
    #expect(first(\.hasAnyStructuredContent) == .v2026_07_28)
    #expect(first(\.hasResultType) == .v2026_07_28)
    #expect(ProtocolRevision.allCases.filter(\.traits.hasBatches) == [.v2025_03_26])
  }
}
