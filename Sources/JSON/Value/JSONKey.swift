/// The name of a member. Comparing it allocates nothing, and a `switch` over it may use string literals as cases.
public struct JSONKey: Sendable, CustomStringConvertible {
  /// The name as a string value.
  package let value: JSONValue

  /// The name without escapes.
  public var string: String { value.string ?? "" }

  public var description: String { string }

  public static func == (key: JSONKey, text: StaticString) -> Bool { key.value.isString(text) }

  public static func ~= (text: StaticString, key: JSONKey) -> Bool { key.value.isString(text) }
}
