internal import Bytes
internal import Wire

/// A message of `google/protobuf/descriptor.proto` or `plugin.proto`, read as far as the generator needs it.
///
/// The generator cannot use generated codecs for these, as it is what generates them.
protocol DescriptorMessage: Sendable {
  init()
  mutating func merge(from reader: inout WireReader) throws(WireError)
}

extension DescriptorMessage {
  init(decoding bytes: SharedBytes) throws(WireError) {
    self.init()
    var reader = WireReader(bytes)
    try merge(from: &reader)
  }
}

extension WireReader {
  mutating func descriptor<Message: DescriptorMessage>(_ type: Message.Type) throws(WireError) -> Message {
    let outer = try enterMessage()
    var message = Message()
    try message.merge(from: &self)
    leave(to: outer)
    return message
  }
}
