/// How much a schema, and one check with it, may ask of this process. The first group is checked when a schema is
/// compiled; going over the second is a violation that says so, whatever the schema makes of it.
package struct JSONSchemaLimits: Sendable, Hashable {
  /// Subschemas, those of the documents that are referred to included. Each takes some hundred bytes.
  package var maximumSubschemas: Int
  /// A `$ref`, or a URI that `$id` makes, in bytes.
  package var maximumReferenceBytes: Int
  /// Different patterns; each may take up to 128 KiB.
  package var maximumPatterns: Int
  /// The text of one pattern, in bytes.
  package var maximumPatternBytes: Int

  /// How many schemas may be applied inside each other: each level of the value takes one, and so does each `$ref` and
  /// each branch on the way. 1 to 1,024. Each takes up to 512 bytes of stack, in debug builds up to 4 KiB.
  package var maximumDepth: Int {
    didSet { Self.check(maximumDepth) }
  }
  /// The work of one check. Applying a schema to a value is a step, and so are each member that is looked at, each node
  /// of values that are compared, each item of a pattern that is tried, and each 16 bytes of text that are read; each
  /// node of an array whose items must differ takes 8. A step was measured to take up to 50 ns and mostly 5 to 15.
  /// Following references when a schema is compiled is bounded by the same number.
  package var maximumSteps: Int
  /// Memory that matching one pattern may take for backtracking, in bytes. A repeated group takes some 150 bytes for
  /// each repetition.
  package var maximumPatternMemoryBytes: Int

  package static let defaults = JSONSchemaLimits()

  package init(
    maximumSubschemas: Int = 32_768, maximumReferenceBytes: Int = 4_096, maximumPatterns: Int = 1_024,
    maximumPatternBytes: Int = 16 << 10, maximumDepth: Int = 512, maximumSteps: Int = 10_000_000,
    maximumPatternMemoryBytes: Int = 32 << 20
  ) {
    Self.check(maximumDepth)
    self.maximumSubschemas = maximumSubschemas
    self.maximumReferenceBytes = maximumReferenceBytes
    self.maximumPatterns = maximumPatterns
    self.maximumPatternBytes = maximumPatternBytes
    self.maximumDepth = maximumDepth
    self.maximumSteps = maximumSteps
    self.maximumPatternMemoryBytes = maximumPatternMemoryBytes
  }

  private static func check(_ depth: Int) {
    precondition(depth >= 1 && depth <= 1_024, "the depth limit is 1 to 1,024")
  }
}
