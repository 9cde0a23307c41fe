/// Every way in which messages reach an engine.
package enum CarrierKind: String, CaseIterable, Sendable {
  /// `Engine.serve` with a carrier in memory.
  case memory
  /// `Engine.respond`.
  case respond
  case executeStruct, executeJSON
  case serverStreamStruct, serverStreamJSON
  case streamStruct, streamJSON
  case stdio
  /// A carrier in memory, bridged to a server over `StreamRequests`.
  case bridge

  /// Whether one connection carries many requests; otherwise each request is a call of its own.
  package var isConnection: Bool {
    switch self {
    case .memory, .streamStruct, .streamJSON, .stdio, .bridge: true
    case .respond, .executeStruct, .executeJSON, .serverStreamStruct, .serverStreamJSON: false
    }
  }

  /// Whether notifications reach the client while its request is under way.
  package var carriesNotifications: Bool {
    switch self {
    case .respond, .executeStruct, .executeJSON: false
    default: true
    }
  }

  /// Whether payloads travel as `google.protobuf.Struct`.
  package var isStruct: Bool {
    switch self {
    case .executeStruct, .serverStreamStruct, .streamStruct: true
    default: false
    }
  }

  /// Whether ids, params and the like can be anything that JSON can say.
  package var carriesText: Bool { self == .memory || self == .stdio || self == .bridge }

  package var isGRPC: Bool {
    switch self {
    case .memory, .respond, .stdio, .bridge: false
    default: true
    }
  }

  package static let connections = allCases.filter(\.isConnection)
  package static let singleRequests = allCases.filter { !$0.isConnection }
  package static let withNotifications = allCases.filter(\.carriesNotifications)

}
