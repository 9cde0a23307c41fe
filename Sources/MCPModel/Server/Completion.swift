package import JSON

/// Values that an argument may have, the likeliest first (MCP, Completion, Completion Results).
public struct Completion: Sendable {
  /// At most 100 are sent; of more, the first 100 are, and the client is told that there are more.
  public var values: [String]
  /// How many there are in all, those that are not among `values` included.
  public var total: Int?
  /// Whether there are more than `values`, where that is known.
  public var hasMore: Bool?

  public init(_ values: [String], total: Int? = nil, hasMore: Bool? = nil) {
    self.values = values
    self.total = total
    self.hasMore = hasMore
  }

  package static let maximumCount = 100

  /// Writes the member `completion` of the result object, which the caller opens and closes.
  package func writeMembers(to builder: inout JSONBuilder) {
    builder.key("completion")
    builder.beginObject()
    builder.array("values", Array(values.prefix(Self.maximumCount))) { $0.string($1) }
    builder.member("total", total.map(Int64.init))
    builder.member("hasMore", values.count > Self.maximumCount ? true : hasMore)
    builder.endObject()
  }
}
