/// A protobuf enumeration. Numbers this code was not generated with are kept and written back unchanged.
@usableFromInline
package protocol WireEnum: Sendable, Hashable {
  init(rawValue: Int32)
  var rawValue: Int32 { get }
}

extension WireReader {
  @inlinable
  package mutating func enumeration<Value: WireEnum>(_ type: Value.Type) throws(WireError) -> Value {
    Value(rawValue: try int32())
  }
}
