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
  /// A POST for each request, of a client that accepts streams.
  case http
  case webSocket

  /// Whether one connection carries many requests; otherwise each request is a call of its own.
  package var isConnection: Bool {
    switch self {
    case .memory, .streamStruct, .streamJSON, .stdio, .bridge, .webSocket: true
    case .respond, .executeStruct, .executeJSON, .serverStreamStruct, .serverStreamJSON, .http: false
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
  package var carriesText: Bool {
    switch self {
    case .memory, .stdio, .bridge, .http, .webSocket: true
    default: false
    }
  }

  package var isGRPC: Bool {
    switch self {
    case .memory, .respond, .stdio, .bridge, .http, .webSocket: false
    default: true
    }
  }

  /// Whether a client that has no more to say still gets the answers that it waits for (README, "What each carrier can
  /// carry": at the end of the client's messages). A WebSocket closes in both directions.
  package var answersAfterTheEnd: Bool { isConnection && self != .webSocket }

  /// Whether a legacy session lives in the process that serves it, which tells it of changes and hears its cancellations
  /// (the same table: changes in a legacy session, cancelled by). Other sessions are stored for whoever names them.
  package var keepsSessions: Bool { isConnection || self == .http }

  package static let connections = allCases.filter(\.isConnection)
  package static let keepingSessions = allCases.filter(\.keepsSessions)
  package static let storingSessions = allCases.filter { !$0.keepsSessions }
  package static let singleRequests = allCases.filter { !$0.isConnection }
  package static let withNotifications = allCases.filter(\.carriesNotifications)
}
