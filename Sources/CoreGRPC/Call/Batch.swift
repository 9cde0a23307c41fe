internal import Bytes
internal import CGRPC

/// The operations of one `grpc_call_start_batch`, built on the stack.
///
/// The core reads metadata, messages and status inside that call and keeps its own references, so nothing a batch
/// borrows or makes has to outlive `start`; only the out-parameters of its receive operations do.
struct Batch: ~Copyable {
  private let operations: UnsafeMutablePointer<grpc_op>
  private let details: UnsafeMutablePointer<grpc_slice>
  private var count = 0
  private var hasDetails = false
  private var message: UnsafeMutablePointer<grpc_byte_buffer>?
  private var initialMetadata = MetadataBlock()
  private var trailingMetadata = MetadataBlock()

  /// One of each kind that a client or a server may send and receive: the most the core allows in a batch.
  private static var capacity: Int { 6 }

  private init(_ operations: UnsafeMutablePointer<grpc_op>, _ details: UnsafeMutablePointer<grpc_slice>) {
    self.operations = operations
    self.details = details
  }

  /// Builds a batch and starts it. Unless the result is `GRPC_CALL_OK` nothing was started and no tag comes back.
  @inline(__always)
  static func start(
    on call: OpaquePointer, tag: UnsafeMutableRawPointer, _ build: (inout Batch) -> Void
  ) -> grpc_call_error {
    withUnsafeTemporaryAllocation(of: grpc_op.self, capacity: capacity) { operations in
      withUnsafeTemporaryAllocation(of: grpc_slice.self, capacity: 1) { details in
        var batch = Batch(operations.baseAddress!, details.baseAddress!)
        build(&batch)
        return grpc_call_start_batch(call, operations.baseAddress, batch.count, tag, nil)
      }
    }
  }

  deinit {
    if hasDetails { grpc_slice_unref(details.pointee) }
    if let message { grpc_byte_buffer_destroy(message) }
    initialMetadata.free()
    trailingMetadata.free()
  }

  private mutating func next() -> UnsafeMutablePointer<grpc_op> {
    let operation = operations + count
    operation.initialize(to: grpc_op())
    count += 1
    return operation
  }

  mutating func sendInitialMetadata(_ metadata: Metadata, flags: UInt32 = 0) {
    initialMetadata = MetadataBlock(metadata)
    rialto_send_initial_metadata(next(), initialMetadata.entries, initialMetadata.count, flags)
  }

  /// Sends one message. `isFollowed` lets the core hold it back until the next write, so that many small messages
  /// share a packet.
  mutating func sendMessage(_ bytes: SharedBytes, isFollowed: Bool = false) {
    var slice = bytes.makeSlice()
    message = grpc_raw_byte_buffer_create(&slice, 1)
    grpc_slice_unref(slice)
    rialto_send_message(next(), message, isFollowed ? UInt32(GRPC_WRITE_BUFFER_HINT) : 0)
  }

  mutating func sendClose() {
    rialto_send_close(next())
  }

  mutating func sendStatus(_ status: GRPCStatus, _ metadata: Metadata) {
    trailingMetadata = MetadataBlock(metadata)
    if !status.message.isEmpty {
      details.initialize(to: status.message.makeSlice())
      hasDetails = true
    }
    rialto_send_status(
      next(), grpc_status_code(Int32(status.code.rawValue)), hasDetails ? details : nil,
      trailingMetadata.entries, trailingMetadata.count)
  }

  mutating func receiveInitialMetadata(_ into: UnsafeMutablePointer<grpc_metadata_array>) {
    rialto_receive_initial_metadata(next(), into)
  }

  mutating func receiveMessage(_ into: UnsafeMutablePointer<UnsafeMutablePointer<grpc_byte_buffer>?>) {
    rialto_receive_message(next(), into)
  }

  mutating func receiveStatus(
    _ code: UnsafeMutablePointer<grpc_status_code>, _ details: UnsafeMutablePointer<grpc_slice>,
    _ trailers: UnsafeMutablePointer<grpc_metadata_array>
  ) {
    rialto_receive_status(next(), code, details, trailers)
  }

  mutating func receiveClose(_ cancelled: UnsafeMutablePointer<Int32>) {
    rialto_receive_close(next(), cancelled)
  }
}

/// Metadata in the core's form; nothing is allocated for no metadata.
private struct MetadataBlock {
  var entries: UnsafeMutablePointer<grpc_metadata>?
  var count = 0

  init() {}

  init(_ metadata: Metadata) {
    guard !metadata.isEmpty else { return }
    count = metadata.entries.count
    let entries = UnsafeMutablePointer<grpc_metadata>.allocate(capacity: count)
    for (index, entry) in metadata.entries.enumerated() {
      var element = grpc_metadata()
      element.key = entry.key.makeSlice()
      element.value = entry.value.makeSlice()
      (entries + index).initialize(to: element)
    }
    self.entries = entries
  }

  func free() {
    guard let entries else { return }
    for index in 0..<count {
      grpc_slice_unref(entries[index].key)
      grpc_slice_unref(entries[index].value)
    }
    entries.deallocate()
  }
}

extension String {
  /// A slice with this text's UTF-8; the caller gives up its reference with `grpc_slice_unref`.
  func makeSlice() -> grpc_slice {
    var text = self
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { grpc_slice_from_copied_buffer($0.baseAddress, $0.count) }
    }
  }
}
