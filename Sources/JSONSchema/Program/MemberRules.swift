internal import Glibc

/// What a schema says of an object's members: `properties`, `patternProperties`, `additionalProperties`, `required`.
struct MemberRules: Sendable {
  enum Additional: Sendable {
    /// Not said: such a member is neither checked nor evaluated.
    case unmentioned
    case refused
    case schema(TableIndex)
  }

  /// What is said of members by their names, sorted by `MemberName.isOrdered`.
  let names: Slots
  let requiredCount: Int
  /// What is said of members by patterns for their names.
  let patterns: Slots
  let additional: Additional
}

/// A name that `properties` or `required` mentions.
struct MemberName: Sendable {
  /// Its bytes in the table of text.
  let text: Slots
  /// Nil where the name is only required.
  let schema: TableIndex?
  let isRequired: Bool

  /// Shorter names come first, then by bytes.
  static func isOrdered(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
  }
}

struct MemberPattern: Sendable {
  let pattern: TableIndex
  let schema: TableIndex
}

extension SchemaTables {
  /// What is said of the member of that name by its name; nil where nothing is.
  @inline(__always)
  func rule(for name: UnsafeRawBufferPointer, in rules: MemberRules) -> MemberName? {
    guard let nameBase = name.baseAddress, let textBase = text.baseAddress else { return nil }
    var low = rules.names.range.lowerBound
    var high = rules.names.range.upperBound
    while low < high {
      let middle = (low + high) / 2
      let entry = memberNames[middle]
      var order = name.count - Int(entry.text.count)
      if order == 0 {
        order = Int(memcmp(nameBase, textBase + Int(entry.text.start), name.count))
        if order == 0 { return entry }
      }
      if order < 0 { high = middle } else { low = middle + 1 }
    }
    return nil
  }
}
