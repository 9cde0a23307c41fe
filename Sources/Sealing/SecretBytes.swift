internal import CCrypto

/// Bytes that are overwritten before their memory is given back. They never change, so they may be shared.
final class SecretBytes: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    fill(bytes)
    self.bytes = UnsafeRawBufferPointer(bytes)
  }

  convenience init(copying source: UnsafeRawBufferPointer) {
    self.init(count: source.count) { $0.copyMemory(from: source) }
  }

  deinit {
    let bytes = UnsafeMutableRawBufferPointer(mutating: bytes)
    OPENSSL_cleanse(bytes.baseAddress, bytes.count)
    bytes.deallocate()
  }
}

/// Memory for secrets of a moment, overwritten at the end of `body`.
func withSecretBytes<Result>(_ count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
  withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { bytes in
    defer { OPENSSL_cleanse(bytes.baseAddress, bytes.count) }
    return body(bytes)
  }
}
