internal import Bytes
internal import JSON

/// What the schemas of most tools come to: an object, of whose members some are required and have certain types.
///
/// It tells in one short walk that a value passes. Whatever does not pass is the interpreter's to check and explain.
struct PlainObject: @unchecked Sendable {
  private struct Member: BitwiseCopyable {
    /// Where its name lies among the names of the program.
    let start: Int
    let count: Int
    /// What it may be; everything where only its presence is asked for.
    let types: TypeSet
    let isRequired: Bool
  }

  private let members: UnsafeBufferPointer<Member>
  /// The bytes of all names; whose they are outlives this.
  private let names: UnsafeBufferPointer<UInt8>
  private let requiredCount: Int
  /// Whether there may be members of other names.
  private let isOpen: Bool

  /// Nil where the program says anything else.
  ///
  /// - Parameter names: the program's text, in memory that lives as long as this.
  init?(_ program: SchemaProgram, names: UnsafeBufferPointer<UInt8>) {
    var rules: MemberRules?
    var isObject = false
    for instruction in program.instructions(at: SchemaProgram.root) ?? [.never] {
      switch instruction {
      case .types(.object): isObject = true
      case .members(let index) where rules == nil: rules = program.members[Int(index)]
      default: return nil
      }
    }
    guard isObject, program.dynamicNames.isEmpty, rules?.patterns.range.isEmpty != false else { return nil }
    switch rules?.additional {
    case .unmentioned?, nil: isOpen = true
    case .refused?: isOpen = false
    case .schema?: return nil
    }
    var members: [Member] = []
    for name in program.memberNames[rules?.names.range ?? 0..<0] {
      var types = TypeSet.all
      if let schema = name.schema {
        guard let instructions = program.instructions(at: schema), instructions.count <= 1 else { return nil }
        switch instructions.first {
        case .types(let only)?: types = only
        case nil: break
        default: return nil
        }
      }
      members.append(
        Member(
          start: Int(name.text.start), count: Int(name.text.count), types: types, isRequired: name.isRequired))
    }
    // Each member of a value is looked for among them.
    guard members.count <= 16 else { return nil }
    self.members = SchemaTables.copy(members)
    self.names = names
    requiredCount = rules?.requiredCount ?? 0
  }

  func deallocate() { members.deallocate() }

  /// False where the value does not pass, or would have to be looked at more closely.
  func accepts(_ value: JSONView) -> Bool {
    var found = 0
    var own = value.members
    while own.advance() {
      guard let name = own.plainName else { return false }
      guard let rule = members.first(where: { has(name, $0) }) else {
        guard isOpen else { return false }
        continue
      }
      guard rule.types.allows(own.value) else { return false }
      if rule.isRequired { found += 1 }
    }
    // Names within an object differ, so the required ones only have to be counted.
    return found == requiredCount && value.kind == .object
  }

  @inline(__always)
  private func has(_ name: UnsafeRawBufferPointer, _ member: Member) -> Bool {
    name.equals(UnsafeRawBufferPointer(start: names.baseAddress.map { $0 + member.start }, count: member.count))
  }
}

extension SchemaProgram {
  /// Nil where the schema there keeps account of what it evaluates.
  fileprivate func instructions(at index: TableIndex) -> ArraySlice<Instruction>? {
    let node = nodes[Int(index)]
    return node.tracksEvaluation ? nil : instructions[node.instructions.range]
  }
}
