internal import CBeast
internal import Synchronization
internal import TLS

/// Owns the C server, its loops and its TLS contexts. Loops hold it while they run, so that it is freed after them.
final class ServerHandle: @unchecked Sendable {
  private let server: OpaquePointer
  private let certificates = Mutex<[UInt]>([])

  init(_ configuration: HTTPServerConfiguration, isThereWhileDraining: Bool) {
    var limits = configuration.limits(isThereWhileDraining: isThereWhileDraining)
    var callbacks = LoopCallbacks.table
    server = cbeast_server_create(&limits, &callbacks)
  }

  deinit {
    cbeast_server_free(server)
    for certificate in certificates.withLock({ $0 }) { cbeast_tls_free(OpaquePointer(bitPattern: certificate)!) }
  }

  /// The context is handed to the callbacks of the loop.
  func addLoop(context: UnsafeMutableRawPointer) -> OpaquePointer {
    cbeast_server_add_loop(server, context)
  }

  func listen(on address: String, tls: ServerTLS?) throws(HTTPServerError) -> Int {
    let certificate = try tls?.make()
    if let certificate { certificates.withLock { $0.append(UInt(bitPattern: certificate)) } }
    var problem = Problem()
    var number: Int32 = 0
    let port = problem.withText { text, capacity in
      cbeast_server_listen(server, address, certificate, text, capacity, &number)
    }
    guard port > 0 else {
      throw HTTPServerError(
        number == 0 ? .invalidArgument : .unavailable, problem.text,
        cause: number == 0 ? nil : HTTPSystemError(number: number))
    }
    return Int(port)
  }

  func drain() { cbeast_server_drain(server) }
  func expire() { cbeast_server_expire(server) }
  var connectionCount: Int { cbeast_server_connections(server) }
  var heldBytes: Int { cbeast_server_held_bytes(server) }
}
