extension SchemaCompiler {
  /// A schema that applies itself to the same value has no meaning (2020-12 core, section 9.4.1). What dynamic
  /// references do is only known when a value is checked, where the limit of depth ends it.
  func refuseEndlessReferences() throws(JSONSchemaError) {
    enum State { case new, open, done }
    var states = Array(repeating: State.new, count: program.nodes.count)
    for start in program.nodes.indices where states[start] == .new {
      states[start] = .open
      var path = [(node: start, pending: schemasForTheSameValue(start))]
      while let (node, pending) = path.last {
        guard let next = pending.last else {
          states[node] = .done
          path.removeLast()
          continue
        }
        path[path.count - 1].pending.removeLast()
        switch states[Int(next)] {
        case .done: continue
        case .open:
          throw library.error(.endlessReference, "applies itself to the same value again", places[Int(next)])
        case .new:
          states[Int(next)] = .open
          path.append((Int(next), schemasForTheSameValue(Int(next))))
        }
      }
    }
  }

  private func schemasForTheSameValue(_ node: Int) -> [TableIndex] {
    program.nodes[node].instructions.range.flatMap { index -> [TableIndex] in
      switch program.instructions[index] {
      case .schema(let node), .not(let node), .dependentSchema(_, let node): [node]
      case .anyOf(let nodes), .oneOf(let nodes): Array(program.branches[nodes.range])
      case .condition(let condition, let then, let otherwise): [condition, then, otherwise].compactMap(\.self)
      default: []
      }
    }
  }
}
