/// What a check reads all the time, without references and in memory of its own, so that reading it counts none: many
/// threads check with the same schema, and counting would make them fight for it.
///
/// Owned by the `JSONSchema` that it was made for, which deallocates it.
struct SchemaTables: @unchecked Sendable {
  let nodes: UnsafeBufferPointer<SchemaProgram.Node>
  let instructions: UnsafeBufferPointer<Instruction>
  let branches: UnsafeBufferPointer<TableIndex>
  let members: UnsafeBufferPointer<MemberRules>
  let memberNames: UnsafeBufferPointer<MemberName>
  let memberPatterns: UnsafeBufferPointer<MemberPattern>
  /// The names of members, one behind the other.
  let text: UnsafeBufferPointer<UInt8>
  let hasDynamicNames: Bool
  /// Where the schema says no more of a value than what types the members of an object have, by their names.
  let plainObject: PlainObject?

  init(_ program: SchemaProgram) {
    nodes = Self.copy(program.nodes)
    instructions = Self.copy(program.instructions)
    branches = Self.copy(program.branches)
    members = Self.copy(program.members)
    memberNames = Self.copy(program.memberNames)
    memberPatterns = Self.copy(program.memberPatterns)
    text = Self.copy(program.text)
    hasDynamicNames = !program.dynamicNames.isEmpty
    plainObject = PlainObject(program, names: text)
  }

  func deallocate() {
    plainObject?.deallocate()
    nodes.deallocate()
    instructions.deallocate()
    branches.deallocate()
    members.deallocate()
    memberNames.deallocate()
    memberPatterns.deallocate()
    text.deallocate()
  }

  static func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = buffer.initialize(fromContentsOf: elements)
    return UnsafeBufferPointer(buffer)
  }
}
