public import Bytes

/// A payload that is produced only once its place in the final buffer is known.
///
/// A large result is then emitted straight into the response, with no buffer in between.
@usableFromInline
package protocol DeferredPayload: AnyObject, Sendable {
  /// The exact number of bytes `write` produces. Asked for several times: compute it once and keep it.
  var encodedSize: Int { get }

  func write(to writer: inout WireWriter)
}

/// The content of an `AnyMessage`: bytes that exist, or bytes still to be produced.
@usableFromInline
package enum AnyPayload: Sendable {
  case bytes(SharedBytes)
  case deferred(any DeferredPayload)

  @inlinable
  package static var empty: AnyPayload { .bytes(SharedBytes()) }

  @inlinable
  package var encodedSize: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .deferred(let payload): payload.encodedSize
    }
  }

  @inlinable
  package var isEmpty: Bool { encodedSize == 0 }

  /// The payload's bytes, which a deferred one is asked to produce.
  package func encoded() -> SharedBytes {
    switch self {
    case .bytes(let bytes): bytes
    case .deferred(let payload): WireWriter.bytes(count: payload.encodedSize) { payload.write(to: &$0) }
    }
  }
}

/// Equal payloads have equal bytes, whichever way they come about.
extension AnyPayload: Equatable {
  @usableFromInline
  package static func == (left: AnyPayload, right: AnyPayload) -> Bool { left.encoded() == right.encoded() }
}
