package import Bytes
internal import CGRPC

/// Metadata as it arrived, looked up where the core put it; nothing is copied until asked for.
///
/// Keys are lower case. A value is whatever bytes the peer sent: it may hold NUL and need not be UTF-8.
package struct ReceivedMetadata: @unchecked Sendable {
  /// The core's `grpc_metadata_array`: filled before anyone can see this value, and alive as long as `owner`.
  private let array: UnsafeRawPointer
  private let owner: AnyObject

  init(_ array: UnsafePointer<grpc_metadata_array>, owner: AnyObject) {
    self.array = UnsafeRawPointer(array)
    self.owner = owner
  }

  /// The number of pairs.
  package var count: Int { array.assumingMemoryBound(to: grpc_metadata_array.self).pointee.count }

  /// The first value of `key` as text; nil when there is none or it is not UTF-8.
  package func first(_ key: StaticString) -> String? {
    var text: String?
    forEach { name, value in
      guard name.equals(key) else { return true }
      text = String(validating: value, as: UTF8.self)
      return false
    }
    return text
  }

  /// Every value of `key`, copied, in the order received.
  package func all(_ key: StaticString) -> [SharedBytes] {
    var values: [SharedBytes] = []
    forEach { name, value in
      if name.equals(key) { values.append(SharedBytes(copying: value)) }
      return true
    }
    return values
  }

  /// A copy of every pair, in the order received.
  package var entries: [Metadata.Entry] {
    var entries: [Metadata.Entry] = []
    entries.reserveCapacity(count)
    forEach { name, value in
      entries.append(
        Metadata.Entry(key: String(decoding: name, as: UTF8.self), value: SharedBytes(copying: value)))
      return true
    }
    return entries
  }

  /// Visits the pairs in the order received until `body` returns false; the bytes are valid during `body` only.
  package func forEach(_ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool) {
    defer { withExtendedLifetime(owner) {} }
    let list = array.assumingMemoryBound(to: grpc_metadata_array.self).pointee
    for index in 0..<list.count {
      let entry = UnsafePointer(list.metadata + index)
      guard body(Self.bytes(entry.pointer(to: \.key)!), Self.bytes(entry.pointer(to: \.value)!)) else { return }
    }
  }

  private static func bytes(_ slice: UnsafePointer<grpc_slice>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: rialto_slice_start(slice), count: rialto_slice_length(slice))
  }
}
