/// The largest message that the transport in use carries, in each direction, for settings that have to fit into one.
public struct MessageLimit: Sendable {
  /// As the setting says, at least 1 KiB.
  public let bytes: Int
  /// The name of the setting that says so, for messages.
  public let setting: String

  package init(bytes: Int, setting: String) {
    self.bytes = bytes
    self.setting = setting
  }
}
