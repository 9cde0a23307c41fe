/// Why this room exists: JSON-RPC and MCP messages as values, and the table of what differs between the released
/// revisions of MCP. It imports JSON and Bytes, and knows neither how messages travel nor how they are answered.

/// A released revision of the Model Context Protocol, oldest first.
public enum ProtocolRevision: String, Sendable, CaseIterable, Comparable {
  case v2024_11_05 = "2024-11-05"
  case v2025_03_26 = "2025-03-26"
  case v2025_06_18 = "2025-06-18"
  case v2025_11_25 = "2025-11-25"
  case v2026_07_28 = "2026-07-28"

  /// Whether each request carries its own metadata (2026-07-28, Versioning) instead of an `initialize` handshake.
  public var isStateless: Bool { traits.isStateless }

  /// The newest revision that opens with `initialize`; offered to a client that asks for an unknown one.
  public static let latestLegacy: ProtocolRevision = .v2025_11_25

  /// The revisions without a handshake.
  package static let stateless: [ProtocolRevision] = newestFirst.filter(\.isStateless)

  /// Every revision, newest first: the order in which a server names what it supports.
  public static let newestFirst: [ProtocolRevision] = allCases.reversed()

  public static func < (left: ProtocolRevision, right: ProtocolRevision) -> Bool { left.index < right.index }

  /// The place in the table of revisions.
  package var index: Int {
    switch self {
    case .v2024_11_05: 0
    case .v2025_03_26: 1
    case .v2025_06_18: 2
    case .v2025_11_25: 3
    case .v2026_07_28: 4
    }
  }

  /// What this revision does differently; the next revision is one more row.
  package var traits: RevisionTraits { Self.table[index] }

  private static let table: [RevisionTraits] = {
    var row = RevisionTraits()
    var rows = [row]
    row.hasBatches = true
    row.hasToolAnnotations = true
    row.hasProgressMessage = true
    rows.append(row)
    row.hasBatches = false
    row.hasTitles = true
    row.hasStructuredContent = true
    rows.append(row)
    row.badArgumentsAreToolErrors = true
    rows.append(row)
    row.isStateless = true
    row.hasResultType = true
    row.hasAnyStructuredContent = true
    rows.append(row)
    return rows
  }()
}

/// What may differ between revisions, as data. A field that a revision does not know is not sent to it.
package struct RevisionTraits: Sendable {
  /// Requests carry `_meta` with version and capabilities; there is no session.
  package var isStateless = false
  /// JSON-RPC batches are received (2025-03-26, Basic, Batching).
  package var hasBatches = false
  /// Tools have `annotations`.
  package var hasToolAnnotations = false
  /// Progress notifications may carry `message`.
  package var hasProgressMessage = false
  /// Things have a `title` beside their `name`.
  package var hasTitles = false
  /// Tools have `outputSchema`, results `structuredContent`.
  package var hasStructuredContent = false
  /// `structuredContent` may be any JSON value rather than an object.
  package var hasAnyStructuredContent = false
  /// Arguments that fail a tool's schema are a result with `isError` rather than -32602 (Tools, Error Handling).
  package var badArgumentsAreToolErrors = false
  /// Every result says its `resultType`; cacheable ones `ttlMs` and `cacheScope`; `_meta` names the server.
  package var hasResultType = false
}
