internal import CGRPC

/// Keeps calls of one unary method requested ahead on one event loop.
final class UnaryAcceptor: @unchecked Sendable {
  let setup: CallSetup
  let handler: GRPCMethod.UnaryHandler
  private let method: UnsafeMutableRawPointer
  /// Calls ready for reuse, touched on the loop's thread only; at most `spareLimit`.
  private var spare: [UnaryCall] = []
  private var spareLimit: Int

  init(_ setup: CallSetup, method: UnsafeMutableRawPointer, handler: @escaping GRPCMethod.UnaryHandler) {
    self.setup = setup
    self.method = method
    self.handler = handler
    spareLimit = setup.configuration.callsRequestedAhead
  }

  /// Asks the core for the first calls. The server runs already and the loop uses `spare`, so this thread must not.
  func requestFirst() {
    for _ in 0..<setup.configuration.callsRequestedAhead { request(UnaryCall(acceptor: self)) }
  }

  /// Asks the core for one more call; on the loop's thread.
  func requestNext() {
    request(spare.popLast() ?? UnaryCall(acceptor: self))
  }

  private func request(_ call: UnaryCall) {
    let block = call.block
    let result = grpc_server_request_registered_call(
      setup.server, method, block.pointer(to: \.call)!, block.pointer(to: \.deadline)!, block.pointer(to: \.metadata)!,
      block.pointer(to: \.message)!, setup.loop.queue, setup.loop.queue, call.makeTag(.arrived))
    if result != GRPC_CALL_OK { call.dropTag() }
  }

  func takeBack(_ call: UnaryCall) {
    if spare.count < spareLimit { spare.append(call) }
  }

  /// Lets go of the calls kept for reuse, once the loop has ended.
  func close() {
    spareLimit = 0
    spare = []
  }
}
