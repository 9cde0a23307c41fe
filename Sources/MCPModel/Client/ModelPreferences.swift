internal import JSON

/// Which model a server would like (MCP, Sampling, Model Preferences). The client decides.
public struct ModelPreferences: Sendable {
  /// Names, or parts of names, of models; the first that fits counts.
  public var hints: [String]
  /// How much low cost matters, from 0 to 1.
  public var costPriority: Double?
  /// How much speed matters, from 0 to 1.
  public var speedPriority: Double?
  /// How much ability matters, from 0 to 1.
  public var intelligencePriority: Double?

  public init(
    hints: [String] = [], costPriority: Double? = nil, speedPriority: Double? = nil,
    intelligencePriority: Double? = nil
  ) {
    self.hints = hints
    self.costPriority = costPriority
    self.speedPriority = speedPriority
    self.intelligencePriority = intelligencePriority
  }

  func write(to builder: inout JSONBuilder) {
    builder.beginObject()
    if !hints.isEmpty {
      builder.array("hints", hints) { builder, name in
        builder.beginObject()
        builder.member("name", name)
        builder.endObject()
      }
    }
    builder.member("costPriority", costPriority)
    builder.member("speedPriority", speedPriority)
    builder.member("intelligencePriority", intelligencePriority)
    builder.endObject()
  }
}
