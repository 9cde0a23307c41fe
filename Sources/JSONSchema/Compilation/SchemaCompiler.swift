internal import JSON

/// Turns a schema and what it refers to into a program. One schema after the other, from a list, so that no nesting of
/// schemas and no chain of references takes stack.
struct SchemaCompiler {
  let limits: JSONSchemaLimits
  var library: SchemaLibrary
  var program = SchemaProgram()
  /// The schema of each node.
  private(set) var places: [SchemaPlace] = []
  private var nodeByPlace: [SchemaPlace.Key: TableIndex] = [:]
  /// By their bytes: Swift holds texts for equal that JSON does not.
  private var indexByPattern: [[UInt8]: TableIndex] = [:]
  private var indexByDynamicName: [String: TableIndex] = [:]

  init(
    _ schema: JSONValue, documents: [String: JSONValue], limits: JSONSchemaLimits
  ) throws(JSONSchemaError) {
    self.limits = limits
    library = try SchemaLibrary(schema, given: documents, limits: limits)
  }

  mutating func compile() throws(JSONSchemaError) -> SchemaProgram {
    _ = try node(for: library.root)
    var compiled = 0
    while compiled < places.count {
      let start = program.instructions.count
      let place = places[compiled]
      let instructions = try instructions(of: place)
      program.instructions += instructions
      program.nodes[compiled] = SchemaProgram.Node(
        instructions: Slots(start..<program.instructions.count), resource: Int32(place.resource),
        tracksEvaluation: instructions.contains(where: \.looksAtWhatIsLeft))
      compiled += 1
      if compiled == places.count { try addDynamicTargets() }
    }
    try refuseEndlessReferences()
    return program
  }

  /// The node of a schema, which may be compiled later.
  mutating func node(for place: SchemaPlace) throws(JSONSchemaError) -> TableIndex {
    if let known = nodeByPlace[place.key] { return known }
    guard places.count < limits.maximumSubschemas else {
      throw library.error(.tooLarge, "makes more than \(limits.maximumSubschemas) schemas", place)
    }
    let index = TableIndex(places.count)
    nodeByPlace[place.key] = index
    places.append(place)
    program.nodes.append(SchemaProgram.Node())
    return index
  }

  mutating func pattern(
    _ source: String, _ place: SchemaPlace, _ keyword: String
  ) throws(JSONSchemaError) -> TableIndex {
    let bytes = Array(source.utf8)
    if let known = indexByPattern[bytes] { return known }
    guard bytes.count <= limits.maximumPatternBytes, program.patterns.count < limits.maximumPatterns else {
      throw library.error(
        .tooLarge,
        "is over \(limits.maximumPatternBytes) bytes or the schema has more than \(limits.maximumPatterns) patterns",
        place, keyword)
    }
    do {
      program.patterns.append(try Pattern(source))
    } catch {
      throw library.error(.badPattern, "is not a regular expression: \(error.message)", place, keyword)
    }
    let index = TableIndex(program.patterns.count - 1)
    indexByPattern[bytes] = index
    return index
  }

  mutating func dynamicName(_ name: String) -> TableIndex {
    if let known = indexByDynamicName[name] { return known }
    let index = TableIndex(program.dynamicNames.count)
    program.dynamicNames.append(SchemaProgram.DynamicName(name: name))
    indexByDynamicName[name] = index
    return index
  }

  /// Dynamic references may lead to any resource that is in use and has the name. Their schemas may bring new
  /// resources and names, so this is called until nothing is new.
  private mutating func addDynamicTargets() throws(JSONSchemaError) {
    let used = Set(places.map(\.resource))
    library.stepsLeft -= places.count + program.dynamicNames.count * used.count
    guard library.stepsLeft >= 0 else {
      throw library.error(.tooLarge, "has too many dynamic references", library.root)
    }
    for index in program.dynamicNames.indices {
      let name = program.dynamicNames[index].name
      for resource in used where program.dynamicNames[index].nodeByResource[Int32(resource)] == nil {
        guard let target = library.resources[resource].dynamicAnchors[name] else { continue }
        program.dynamicNames[index].nodeByResource[Int32(resource)] = try node(for: target)
      }
    }
  }
}

extension Instruction {
  fileprivate var looksAtWhatIsLeft: Bool {
    switch self {
    case .unevaluatedItems, .unevaluatedProperties: true
    default: false
    }
  }
}
