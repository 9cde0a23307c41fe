/// Values written in Swift, for schemas and the like. Each level is copied into the next: not for hot paths.
extension JSONValue:
  ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self.init { $0.null() } }

  public init(booleanLiteral value: Bool) { self.init { $0.bool(value) } }

  public init(integerLiteral value: Int64) { self.init { $0.int(value) } }

  public init(floatLiteral value: Double) { self.init { $0.double(value) } }

  public init(stringLiteral value: String) { self.init { $0.string(value) } }

  public init(arrayLiteral elements: JSONValue...) {
    self.init { builder in
      builder.beginArray()
      for element in elements { builder.value(element) }
      builder.endArray()
    }
  }

  /// - Precondition: the names differ.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    precondition(Set(elements.map(\.0)).count == elements.count, "an object literal has two members of the same name")
    self.init { builder in
      builder.beginObject()
      for (name, value) in elements {
        builder.key(name)
        builder.value(value)
      }
      builder.endObject()
    }
  }

  private init(_ build: (inout JSONBuilder) -> Void) {
    var builder = JSONBuilder()
    build(&builder)
    self = builder.finish()
  }
}
