/// Whom a request is made for, as the transport established it.
public struct Principal: Sendable, Hashable {
  /// Unique among principals.
  public let name: String
  package init(name: String) { self.name = name }

  /// A peer that did not say who it is.
  public static let anonymous = Principal(name: "anonymous")
}
