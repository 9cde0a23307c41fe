internal import Bytes
internal import CGRPC

/// Keeps a received message where the core put it, until the last part of it is let go.
private final class ReceivedMessage {
  private let buffer: UnsafeMutablePointer<grpc_byte_buffer>
  /// A slice gives its memory back to the core's books, so the core has to outlive it.
  private let library: CoreLibrary

  init(_ buffer: UnsafeMutablePointer<grpc_byte_buffer>, library: CoreLibrary) {
    self.buffer = buffer
    self.library = library
  }

  deinit {
    grpc_byte_buffer_destroy(buffer)
  }
}

extension SharedBytes {
  /// Messages up to this size are copied, in both directions: the copy costs less than another reference count, and a
  /// small received message would keep the transport's whole read buffer (8 KiB and more) alive.
  private static var copiedBytes: Int { 2048 }

  /// Takes over a received message. One that arrived in a single large slice is shared, any other is copied once.
  init(taking buffer: UnsafeMutablePointer<grpc_byte_buffer>, library: CoreLibrary) {
    var slices: UnsafePointer<grpc_slice>?
    let sliceCount = rialto_message_slices(buffer, &slices)
    guard let slices, sliceCount > 0 else {
      grpc_byte_buffer_destroy(buffer)
      self.init()
      return
    }
    let length = rialto_message_length(buffer)
    if sliceCount == 1, length > Self.copiedBytes, let start = rialto_slice_start(slices) {
      self.init(
        base: UnsafeRawPointer(start), count: length, owner: ReceivedMessage(buffer, library: library))
      return
    }
    self.init(count: length) { target in
      var offset = 0
      for index in 0..<sliceCount {
        let part = UnsafeRawBufferPointer(
          start: rialto_slice_start(slices + index), count: rialto_slice_length(slices + index))
        UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: part)
        offset += part.count
      }
    }
    grpc_byte_buffer_destroy(buffer)
  }

  /// A slice with these bytes; the caller gives up its reference with `grpc_slice_unref`.
  func makeSlice() -> grpc_slice {
    if count <= Self.copiedBytes {
      return withUnsafeBytes { bytes in
        grpc_slice_from_copied_buffer(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
      }
    }
    guard let owner else { return grpc_slice_from_static_buffer(base, count) }
    let keeper = Unmanaged.passRetained(owner)
    return grpc_slice_new_with_user_data(
      UnsafeMutableRawPointer(mutating: base), count,
      { Unmanaged<AnyObject>.fromOpaque($0!).release() }, keeper.toOpaque())
  }
}
