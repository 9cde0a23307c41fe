import MCPModel

/// The revisions that know something.
enum Span: Sendable {
  case always
  case from(ProtocolRevision)
  case only(ProtocolRevision)

  func contains(_ revision: ProtocolRevision) -> Bool {
    switch self {
    case .always: true
    case .from(let first): revision >= first
    case .only(let one): revision == one
    }
  }
}
