package import Wire

/// A JSON value on its way into a message around it, to be written once its place in the final buffer is known.
package final class StructPayload: DeferredPayload {
  private let encoding: StructEncoding
  package var encodedSize: Int { encoding.encodedSize }

  /// - Throws: as `StructEncoding` does.
  package init(_ value: JSONValue, as message: StructMessage = .object) throws(JSONError) {
    encoding = try StructEncoding(value, as: message)
  }

  package func write(to writer: inout WireWriter) {
    encoding.write(to: &writer)
  }
}
