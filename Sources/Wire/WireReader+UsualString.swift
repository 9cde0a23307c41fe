internal import Bytes

extension WireReader {
  /// A string field that is usually `usual`, which then stands for what was read, without an allocation.
  package mutating func string(usually usual: String) throws(WireError) -> String {
    let start = cursor
    let count = try length()
    var usual = usual
    let own = UnsafeRawBufferPointer(start: cursor, count: count)
    if usual.withUTF8({ own.equals(UnsafeRawBufferPointer($0)) }) {
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
    return UnsafeRawBufferPointer(start: cursor, count: count).equals(text)
  }
}
