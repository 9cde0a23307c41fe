package struct URITemplate: Sendable {
  package init(_ text: String) throws {}
  package func match(_ uri: String) -> [String: String]? { nil }
}
