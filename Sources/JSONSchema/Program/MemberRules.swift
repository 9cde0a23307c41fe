internal import Glibc

/// What a schema says of an object's members: `properties`, `patternProperties`, `additionalProperties`, `required`.
/// A class, so that a check takes one reference rather than one for each of the arrays.
final class MemberRules: Sendable {
  struct NamedMember: Sendable {
    /// Nil where the name is only required.
    var schema: TableIndex?
    var isRequired = false
  }

  enum Additional: Sendable {
    /// Not said: such a member is neither checked nor evaluated.
    case unmentioned
    case refused
    case schema(TableIndex)
  }

  private struct Entry: Sendable {
    let start: Int
    let count: Int
    let rule: NamedMember
  }

  /// By length, then by bytes.
  private let entries: [Entry]
  private let text: [UInt8]
  let requiredNames: [String]
  let patterns: [(pattern: TableIndex, schema: TableIndex)]
  let additional: Additional

  init(
    named: [[UInt8]: NamedMember], patterns: [(pattern: TableIndex, schema: TableIndex)], additional: Additional
  ) {
    let sorted = named.sorted { left, right in
      left.key.count != right.key.count
        ? left.key.count < right.key.count : left.key.lexicographicallyPrecedes(right.key)
    }
    var text: [UInt8] = []
    entries = sorted.map { name, rule in
      defer { text += name }
      return Entry(start: text.count, count: name.count, rule: rule)
    }
    self.text = text
    requiredNames = sorted.filter(\.value.isRequired).map { String(decoding: $0.key, as: UTF8.self) }
    self.patterns = patterns
    self.additional = additional
  }

  /// What is said of the member of that name by its name; nil where nothing is.
  @inline(__always)
  func named(_ name: UnsafeRawBufferPointer) -> NamedMember? {
    var range = 0..<entries.count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      let entry = entries[middle]
      var order = name.count - entry.count
      if order == 0 {
        order = text.withUnsafeBytes { Self.compare(name, UnsafeRawBufferPointer(rebasing: $0[entry.start..<entry.start + entry.count])) }
        if order == 0 { return entry.rule }
      }
      range = order < 0 ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return nil
  }

  /// Both have the same length.
  @inline(__always)
  private static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return 0 }
    return Int(memcmp(leftBase, rightBase, left.count))
  }
}
