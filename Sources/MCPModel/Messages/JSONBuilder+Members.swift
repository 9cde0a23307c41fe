public import JSON

/// Members of an object as MCP's values have them: one that has no value is not written.
extension JSONBuilder {
  package mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }

  @inlinable @inline(__always)
  package mutating func member(_ name: StaticString, constant text: StaticString) {
    key(name)
    string(constant: text)
  }

  /// Writes nothing where there is no value.
  package mutating func member(_ name: StaticString, _ text: String?) {
    if let text { member(name, text) }
  }

  package mutating func member(_ name: StaticString, _ flag: Bool?) {
    guard let flag else { return }
    key(name)
    bool(flag)
  }

  package mutating func member(_ name: StaticString, _ number: Int64?) {
    guard let number else { return }
    key(name)
    int(number)
  }

  /// - Precondition: the number is finite.
  package mutating func member(_ name: StaticString, _ number: Double?) {
    guard let number else { return }
    key(name)
    double(number)
  }

  package mutating func member(_ name: StaticString, _ json: JSONValue?) {
    guard let json else { return }
    key(name)
    value(json)
  }

  package mutating func member(_ name: StaticString, _ texts: [String]?) {
    if let texts { array(name, texts) { $0.string($1) } }
  }

  /// An array; `write` adds what stands for one element.
  package mutating func array<Element, Failure: Error>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONBuilder, Element) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    beginArray()
    for element in elements { try write(&self, element) }
    endArray()
  }

  /// The `_meta` of an entry or a result: a handler's own keys, and those that the protocol wants there, which win.
  ///
  /// - Parameters:
  ///   - own: what a handler gave; only an object is sent.
  ///   - reserved: an object.
  package mutating func meta(_ own: JSONValue?, reserved: JSONValue? = nil) {
    guard let own, own.kind == .object else {
      member("_meta", reserved)
      return
    }
    guard let reserved else {
      member("_meta", own)
      return
    }
    key("_meta")
    beginObject()
    for (name, json) in own.members where reserved[name.string] == nil {
      key(name.string)
      value(json)
    }
    for (name, json) in reserved.members {
      key(name.string)
      value(json)
    }
    endObject()
  }
}
