/// Why this room exists: JSON-RPC and MCP messages as values, and the table of what differs between the released
/// revisions of MCP. It imports JSON and Bytes, and Glibc for the time of day; it knows neither how messages travel nor
/// how they are answered.

package import JSON

/// A released revision of the Model Context Protocol, oldest first.
public enum ProtocolRevision: String, Sendable, CaseIterable, Comparable {
  case v2024_11_05 = "2024-11-05"
  case v2025_03_26 = "2025-03-26"
  case v2025_06_18 = "2025-06-18"
  case v2025_11_25 = "2025-11-25"
  case v2026_07_28 = "2026-07-28"

  /// Whether each request carries its own metadata (2026-07-28, Versioning) instead of an `initialize` handshake.
  public var isStateless: Bool { traits.contains(.stateless) }

  /// The newest revision.
  package static let latest: ProtocolRevision = newestFirst[0]

  /// The newest revision that opens with `initialize`; offered to a client that asks for an unknown one.
  package static let latestLegacy: ProtocolRevision = .v2025_11_25

  /// The revisions without a handshake.
  private static let stateless: [ProtocolRevision] = newestFirst.filter(\.isStateless)

  /// The revision of that name, where it is without a handshake.
  package static func stateless(named name: JSONView) -> ProtocolRevision? {
    // Of these nearly everybody asks for the newest.
    if latest.isStateless, name.isString(latest.rawValue) { return latest }
    return stateless.first { name.isString($0.rawValue) }
  }

  /// Every revision, newest first: the order in which a server names what it supports.
  package static let newestFirst: [ProtocolRevision] = allCases.reversed()

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
  package var traits: RevisionTraits {
    switch self {
    case .v2024_11_05: .v2024_11_05
    case .v2025_03_26: .v2025_03_26
    case .v2025_06_18: .v2025_06_18
    case .v2025_11_25: .v2025_11_25
    case .v2026_07_28: .v2026_07_28
    }
  }
}
