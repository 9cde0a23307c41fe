package import Bytes

extension JSONValue {
  /// The value as JSON text on one line. Number tokens and escapes that came as text stay as they were.
  package func encodedJSONBytes() -> SharedBytes {
    let node = node
    if node.flags.contains(.isText), !node.flags.contains(.isSpaced) { return rawJSON }
    var buffer = JSONBuffer(capacityBytes: estimatedJSONBytes)
    writeJSON(into: &buffer)
    return buffer.finish()
  }

  /// Appends what `encodedJSONBytes` returns.
  package func writeJSON(into buffer: inout JSONBuffer) {
    _ = buffer.append(document, Int(index))
  }

  /// The value's own text where it came as JSON, white space and all, without a copy; otherwise the same as
  /// `encodedJSONBytes`.
  package var rawJSON: SharedBytes {
    let node = node
    if node.flags.contains(.isText) {
      let margin = node.storage.isContainer ? 0 : 1
      return document.source[node.start - margin..<node.start + node.count + margin]
    }
    if node.storage == .token { return document.source[node.start..<node.start + node.count] }
    return encodedJSONBytes()
  }

  /// Room that is nearly always enough: the bytes of all names and texts and what JSON puts around them.
  private var estimatedJSONBytes: Int {
    let node = node
    return (node.storage.hasRange ? node.count : 0) + 6 * (Int(node.next) - Int(index)) + 16
  }
}
