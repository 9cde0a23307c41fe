internal import JSON

/// A compiled schema: every subschema that can be reached is a node, and a node is a run of instructions.
struct SchemaProgram: Sendable {
  /// Where a check starts.
  static let root: TableIndex = 0

  struct Node: Sendable {
    var instructions = Slots(0..<0)
    /// The resource that the schema is in, for dynamic references.
    var resource: Int32 = 0
    /// Whether some instruction needs to know which members or elements the others have looked at.
    var tracksEvaluation = false
  }

  /// Where a dynamic reference may lead instead, by the resource that is in scope.
  struct DynamicName: Sendable {
    let name: String
    var nodeByResource: [Int32: TableIndex] = [:]
  }

  struct Divisor: Sendable {
    let value: JSONDivisor
    let text: String
  }

  struct Enumeration: Sendable {
    let values: [JSONValue]
    /// The same, where there are too many to compare with each.
    let set: Set<JSONValue>

    init(_ values: [JSONValue]) {
      self.values = values
      set = values.count > 8 ? Set(values) : []
    }
  }

  var nodes: [Node] = []
  var instructions: [Instruction] = []
  /// Nodes that an instruction has several of.
  var branches: [TableIndex] = []
  var constants: [JSONValue] = []
  var enumerations: [Enumeration] = []
  var divisors: [Divisor] = []
  var names: [String] = []
  var members: [MemberRules] = []
  var memberNames: [MemberName] = []
  var memberPatterns: [MemberPattern] = []
  var text: [UInt8] = []
  var patterns: [Pattern] = []
  var dynamicNames: [DynamicName] = []
}
