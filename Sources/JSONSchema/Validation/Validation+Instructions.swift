internal import JSON

extension Validation {
  /// Whether the value does what one instruction demands.
  mutating func perform(_ instruction: Instruction, _ value: JSONView, _ evaluation: Int?) -> Bool {
    switch instruction {
    case .never: return fail(value, "is not allowed")
    case .types(let types):
      stepsLeft -= types.stepsToTell(value)
      return types.allows(value) || fail(value, "must be \(types.list)")
    case .members(let rules): return value.kind != .object || checkMembers(rules, value, evaluation)
    case .items(let first, let rest):
      return value.kind != .array || checkItems(first, rest, value, evaluation)
    case .schema(let node): return check(node, value, evaluation)

    case .minLength, .maxLength, .pattern: return value.kind != .string || checkText(instruction, value)
    case .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .multipleOf:
      return value.kind != .number || checkNumber(instruction, value)
    case .constant(let index): return checkConstant(schema.program.constants[Int(index)], value)
    case .enumeration(let index): return checkEnumeration(index, value)

    case .minItems, .maxItems, .uniqueItems, .contains, .unevaluatedItems:
      return value.kind != .array || checkArray(instruction, value, evaluation)
    case .minProperties, .maxProperties, .propertyNames, .dependentRequired, .dependentSchema, .unevaluatedProperties:
      return value.kind != .object || checkObject(instruction, value, evaluation)

    case .dynamicReference(let name, let fallback):
      return follow(name, fallback: fallback, value, evaluation)
    case .anyOf(let nodes): return checkAny(nodes, value, evaluation)
    case .oneOf(let nodes): return checkOne(nodes, value, evaluation)
    case .not(let node): return checkNot(node, value)
    case .condition(let node, let then, let otherwise):
      return checkCondition(node, then, otherwise, value, evaluation)
    }
  }
}
