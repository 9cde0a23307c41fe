/// How much a single document may ask of this process. What goes over is refused before it is stored.
public struct JSONLimits: Sendable, Hashable {
  /// How many containers may be nested in each other, the outermost included; 1 to 512. The upper bound keeps the
  /// recursive walks over a document inside the stack of any thread.
  public var maximumDepth: Int {
    didSet { Self.check(maximumDepth) }
  }
  /// The size of the text or message in bytes; positions have 32 bits, so more than `UInt32.max` has no effect.
  public var maximumSizeBytes: Int
  /// How many values and member names a document may hold; each takes 16 bytes.
  public var maximumNodes: Int

  /// 128 levels, 64 MiB and 4 Mi values.
  public static let defaults = JSONLimits()

  /// - Precondition: `maximumDepth` is 1 to 512.
  public init(maximumDepth: Int = 128, maximumSizeBytes: Int = 64 << 20, maximumNodes: Int = 4 << 20) {
    Self.check(maximumDepth)
    self.maximumDepth = maximumDepth
    self.maximumSizeBytes = maximumSizeBytes
    self.maximumNodes = maximumNodes
  }

  private static func check(_ depth: Int) {
    precondition(depth >= 1 && depth <= 512, "the depth limit is 1 to 512")
  }
}
