internal import Glibc

extension WireReader {
  /// A string field that is usually `usual`, which then stands for what was read, without an allocation.
  package mutating func string(usually usual: String) throws(WireError) -> String {
    let start = cursor
    let count = try length()
    var usual = usual
    let isUsual = usual.withUTF8 { $0.count == count && memcmp($0.baseAddress!, cursor, count) == 0 }
    if isUsual {
      cursor += count
      return usual
    }
    cursor = start
    return try string()
  }

  /// Passes over a length-delimited value, and says whether it is this text.
  package mutating func skip(_ text: StaticString) throws(WireError) -> Bool {
    let count = try length()
    defer { cursor += count }
    return count == text.utf8CodeUnitCount && memcmp(text.utf8Start, cursor, count) == 0
  }
}
