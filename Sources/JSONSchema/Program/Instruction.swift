/// One thing that a schema demands of a value. Without references, so that running a program counts none; what does not
/// fit is an index into one of the tables of `SchemaProgram`.
enum Instruction: Sendable {
  /// The schema `false`.
  case never
  case types(TypeSet)
  case constant(TableIndex)
  case enumeration(TableIndex)

  case minimum(TableIndex)
  case exclusiveMinimum(TableIndex)
  case maximum(TableIndex)
  case exclusiveMaximum(TableIndex)
  case multipleOf(TableIndex)

  /// Lengths are in code points.
  case minLength(Int)
  case maxLength(Int)
  case pattern(TableIndex)

  case minItems(Int)
  case maxItems(Int)
  case uniqueItems
  /// The first items have schemas of their own; `rest` is for those behind them.
  case items(first: Slots, rest: TableIndex?)
  case contains(TableIndex, atLeast: Int, atMost: Int)

  case minProperties(Int)
  case maxProperties(Int)
  /// `properties`, `patternProperties`, `additionalProperties` and `required` in one pass over the members.
  case members(TableIndex)
  case propertyNames(TableIndex)
  case dependentRequired(name: TableIndex, required: Slots)
  case dependentSchema(name: TableIndex, schema: TableIndex)

  /// Another schema for the same value: `$ref`, or one of `allOf`.
  case schema(TableIndex)
  case dynamicReference(name: TableIndex, fallback: TableIndex)
  case anyOf(Slots)
  case oneOf(Slots)
  case not(TableIndex)
  case condition(TableIndex, then: TableIndex?, else: TableIndex?)

  /// These look at what the others of the same schema have left over, and come last.
  case unevaluatedItems(TableIndex)
  case unevaluatedProperties(TableIndex)
}

typealias TableIndex = Int32

/// A part of a table.
struct Slots: Sendable {
  let start: Int32
  let count: Int32

  init(_ range: Range<Int>) {
    start = Int32(range.lowerBound)
    count = Int32(range.count)
  }

  @inline(__always) var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
