/// A setting that must not be seen: whatever prints it, in a message, a log or a debugger's dump, shows that there is
/// one and not what it is.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The secret itself.
  public let value: Value

  public init(_ value: Value) {
    self.value = value
  }

  public var description: String { "(secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
