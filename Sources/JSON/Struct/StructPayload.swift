package import Wire

/// A JSON value on its way into a `google.protobuf.Struct`, `ListValue` or `Value`, to be written once its place in the
/// final buffer is known.
///
/// Every size is computed once, here, where the value does not know it already. A container that came from a Struct is
/// copied as it is. Mind that many protobuf implementations refuse messages nested more than 100 deep, and a level of
/// JSON takes two (arrays) or three (objects).
package final class StructPayload: DeferredPayload {
  package let message: StructMessage
  package let encodedSize: Int
  private let value: JSONValue
  /// The sizes of the containers' messages, in the order in which they are written.
  private let sizes: [UInt32]

  /// - Throws: `JSONError` with `unrepresentableNumber` and the path of a number whose nearest double, written in its
  ///   shortest form, is a different number; `tooLarge` over 4 GiB; `malformed` where the value is not what `message`
  ///   can hold.
  package init(_ value: JSONValue, as message: StructMessage = .object) throws(JSONError) {
    guard message == .value || value.kind == (message == .object ? .object : .array) else {
      throw JSONError(
        code: .malformed,
        message: "only \(message == .object ? "an object" : "an array") can be a \(message.fullName)", path: "")
    }
    var sizer = StructSizer(value)
    encodedSize =
      message == .value ? try sizer.value(Int(value.index)) : try sizer.container(Int(value.index))
    guard encodedSize <= Int(UInt32.max) else {
      throw JSONError(code: .tooLarge, message: "the \(message.fullName) would be larger than 4 GiB", path: "")
    }
    self.message = message
    self.value = value
    sizes = sizer.sizes
  }

  package func write(to writer: inout WireWriter) {
    var emitter = StructEmitter(value, sizes)
    if message == .value {
      emitter.value(Int(value.index), &writer)
    } else {
      emitter.container(Int(value.index), &writer)
    }
    withExtendedLifetime(value) {}
  }
}

extension JSONValue {
  /// The size of the `Struct` or `ListValue` message that says the same; nil for a scalar, and where it takes a walk to
  /// find out. What came as a Struct knows it, and so does what a builder has made.
  package var knownMessageBytes: Int? { node.messageBytes }

  /// Writes that message.
  ///
  /// - Precondition: its size is known.
  package func writeMessage(to writer: inout WireWriter) {
    precondition(knownMessageBytes != nil, "the size of a message has to be found first")
    var emitter = StructEmitter(self, [])
    emitter.container(Int(index), &writer)
    withExtendedLifetime(document) {}
  }
}
