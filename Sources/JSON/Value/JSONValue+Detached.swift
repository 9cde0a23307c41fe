internal import Wire

extension JSONValue {
  /// A copy in a document of its own, which keeps no message alive.
  package var detached: JSONValue {
    var builder = JSONBuilder()
    builder.value(self)
    return builder.finish()
  }

  /// How much text the value has, names and tokens included: what a builder that takes it in will need.
  package var approximateBytes: Int { node.storage.hasRange ? node.count : 0 }

  /// The same value as JSON text, so that taking it into text again and again costs a copy of bytes.
  package var compact: JSONValue { JSONText(encodedJSONBytes()).value }

  /// The same value with its containers as messages, so that taking it into a Struct again and again costs a copy of
  /// bytes. The value itself where it is not an object, or has a number that a Struct cannot hold.
  package var packed: JSONValue {
    guard kind == .object else { return self }
    do throws(JSONError) {
      let payload = try StructPayload(self)
      let bytes = WireWriter.bytes(count: payload.encodedSize) { payload.write(to: &$0) }
      return try StructDecoder.decode(bytes, limits: JSONLimits(maximumDepth: 512))
    } catch {
      return self
    }
  }
}
