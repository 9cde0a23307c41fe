/// What no encoder writes but protobuf allows: fields in another order, more than once, or unknown.
extension StructDecoder {
  /// An entry of `Struct.fields` that is not its name and then its value.
  @inline(never)
  mutating func unusualEntry(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) {
    oddities += 1
    var name = (start: start, end: start)
    var found: (start: UnsafeRawPointer, end: UnsafeRawPointer)?
    var cursor = start
    while cursor < end {
      let field = cursor
      let tag = try fields.tag(&cursor, end)
      if tag == Tag.entryKey || tag == Tag.entryValue {
        let contentEnd = try fields.delimited(&cursor, end)
        if tag == Tag.entryKey { name = (cursor, contentEnd) } else { found = (cursor, contentEnd) }
        cursor = contentEnd
      } else {
        cursor = try fields.skip(field, end)
      }
    }
    guard let found else { throw fields.failure(.malformed, "a member of a Struct has no value", at: start) }
    try text(name.start, name.end)
    try value(found.start, found.end)
  }

  /// A `Value` that is not one field alone.
  @inline(never)
  mutating func unusualValue(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) {
    oddities += 1
    var found: (tag: UInt32, start: UnsafeRawPointer, end: UnsafeRawPointer)?
    var cursor = start
    while cursor < end {
      let field = cursor
      let tag = try fields.tag(&cursor, end)
      let fieldEnd = try fields.skip(field, end)
      switch tag {
      case Tag.null, Tag.number, Tag.string, Tag.bool, Tag.object, Tag.list: found = (tag, cursor, fieldEnd)
      default: break
      }
      cursor = fieldEnd
    }
    guard let found else { throw fields.failure(.malformed, "a Value has no kind", at: start) }
    _ = try kind(found.tag, found.start, found.end)
  }
}
