internal import JSON

/// One check of a value: the program's interpreter, with what it has used up.
///
/// It makes no text until something is wrong, and where a schema tries alternatives not even then: those are silent,
/// and are tried again, aloud, when none fits.
struct Validation {
  /// For what is rarely read. It lives as long as its method that makes the check, so no reference is counted.
  unowned(unsafe) let schema: JSONSchema
  let tables: SchemaTables
  var stepsLeft: Int
  private var depthLeft: Int
  /// Whether a failure is only a branch not taken.
  var isSilent = false
  /// Whether a limit was passed. Then everything fails at once, `not` included.
  private(set) var isStopped = false
  private var failure: Failure?
  /// The resources that were entered, the outermost first; kept only for schemas with dynamic references.
  private var scopes: [Int32] = []
  var evaluations: [Evaluation] = []
  /// Whether the reasons why alternatives do not fit are being collected. Alternatives inside them do not add theirs.
  var isExplaining = false

  struct Failure {
    let value: JSONView
    /// A member that `value` lacks.
    let missing: String?
    let message: String
  }

  init(_ schema: JSONSchema) {
    self.schema = schema
    tables = schema.tables
    stepsLeft = schema.limits.maximumSteps
    depthLeft = schema.limits.maximumDepth
  }

  /// What was wrong, and where in `root`.
  func violation(in root: JSONView) -> JSONSchema.Violation {
    guard let failure else { return JSONSchema.Violation(path: "", message: "is not valid") }
    var path = root.value.pointer(to: failure.value.position)
    if let missing = failure.missing { path += "/" + JSONValue.escapedForPointer(missing) }
    return JSONSchema.Violation(path: path, message: failure.message)
  }

  /// Whether `value` is valid by the schema at `node`.
  ///
  /// - Parameter evaluation: where to note which members or elements were evaluated; nil where nobody asks.
  mutating func check(_ node: TableIndex, _ value: JSONView, _ evaluation: Int? = nil) -> Bool {
    let node = tables.nodes[Int(node)]
    guard take(steps: 1, for: value) else { return false }
    depthLeft -= 1
    defer { depthLeft += 1 }
    guard depthLeft >= 0 else { return stop(value, "is nested too deeply to be checked by its schema") }
    if tables.hasDynamicNames { return checkInScope(node, value, evaluation) }
    return run(node, value, evaluation)
  }

  private mutating func checkInScope(_ node: SchemaProgram.Node, _ value: JSONView, _ evaluation: Int?) -> Bool {
    guard scopes.last != node.resource else { return run(node, value, evaluation) }
    scopes.append(node.resource)
    defer { scopes.removeLast() }
    return run(node, value, evaluation)
  }

  @inline(__always)
  private mutating func run(_ node: SchemaProgram.Node, _ value: JSONView, _ evaluation: Int?) -> Bool {
    guard node.tracksEvaluation else { return run(node.instructions, value, evaluation) }
    return evaluate(into: evaluation, value) { $0.run(node.instructions, value, $1) }
  }

  /// Runs `body` with an evaluation of its own, because it must not see what others evaluated, or because what it
  /// evaluated only counts if it succeeds. Then it is added to `evaluation`.
  mutating func evaluate(
    into evaluation: Int?, _ value: JSONView, _ body: (inout Validation, Int) -> Bool
  ) -> Bool {
    evaluations.append(Evaluation())
    let isValid = body(&self, evaluations.count - 1)
    let found = evaluations.removeLast()
    guard isValid, let evaluation else { return isValid }
    evaluations[evaluation].formUnion(found)
    return take(steps: found.steps, for: value)
  }

  @inline(__always)
  private mutating func run(_ instructions: Slots, _ value: JSONView, _ evaluation: Int?) -> Bool {
    for index in instructions.range where !perform(tables.instructions[index], value, evaluation) {
      return false
    }
    return true
  }

  /// A dynamic reference leads to the outermost resource in scope that has the name (2020-12 core, section 8.2.3.2).
  mutating func follow(
    _ name: TableIndex, fallback: TableIndex, _ value: JSONView, _ evaluation: Int?
  ) -> Bool {
    guard take(steps: scopes.count, for: value) else { return false }
    let nodes = schema.program.dynamicNames[Int(name)].nodeByResource
    return check(scopes.lazy.compactMap { nodes[$0] }.first ?? fallback, value, evaluation)
  }

  /// False, for `return`. The first failure that is not silent is the one that is told.
  @inline(never)
  mutating func fail(
    _ value: JSONView, missing: @autoclosure () -> String? = nil, _ message: @autoclosure () -> String
  ) -> Bool {
    if !isSilent, !isStopped { failure = Failure(value: value, missing: missing(), message: message()) }
    return false
  }

  /// False, for `return`, and so is everything that follows.
  @inline(never)
  mutating func stop(_ value: JSONView, _ message: String) -> Bool {
    if !isStopped { failure = Failure(value: value, missing: nil, message: message) }
    isStopped = true
    return false
  }

  /// Takes steps from what is left. False where that is not enough, which ends the check.
  @inline(__always)
  mutating func take(steps: Int, for value: JSONView) -> Bool {
    stepsLeft -= steps
    return stepsLeft >= 0 || stop(value, "takes too long to be checked by its schema")
  }
}
