package import Bytes
internal import CBeast
internal import Handoff
internal import Synchronization

/// A request as its handler sees it. It may be kept and asked after the exchange is over.
package final class HTTPExchange: @unchecked Sendable {
  private let request: UnsafeMutablePointer<cbeast_request>
  let loop: HTTPLoop
  private let cancelled = Atomic(false)

  // Touched on the loop's thread only.

  /// The connection; nil when the exchange is over.
  private(set) var session: OpaquePointer?
  /// The handler's task while it runs.
  private var task: UnsafeCurrentTask?
  /// What answers an open exchange.
  private(set) var responder: HTTPResponder?
  /// The handler answers as it comes.
  private var isOpen = false
  /// The handler has yet to answer.
  private var owesAnswer = false
  /// A body that is being sent.
  private var body: SharedBytes?
  /// Fields that go with whatever is answered, at once or later. The handler adds to them before it answers.
  package var answerHeaders = HTTPHeaders()

  init(_ request: UnsafeMutablePointer<cbeast_request>, session: OpaquePointer, loop: HTTPLoop) {
    self.request = request
    self.session = session
    self.loop = loop
    loop.liveCount.add(1, ordering: .relaxed)
  }

  deinit {
    cbeast_request_free(request)
    loop.liveCount.subtract(1, ordering: .relaxed)
  }

  /// Such as `POST`, as the client wrote it.
  package var method: String { request.pointee.method.string }
  package func isMethod(_ method: StaticString) -> Bool { request.pointee.method.bytes.equals(method) }
  /// The target's path, which begins with a slash, as the client encoded it.
  package var path: String { request.pointee.path.string }
  package func isPath(_ path: StaticString) -> Bool { request.pointee.path.bytes.equals(path) }
  /// What follows the question mark of the target; empty for nothing.
  package var query: String { request.pointee.query.string }
  /// Host and port as the client named them: of an absolute target, else of the Host field.
  package var host: String { request.pointee.host.string }
  /// The same as it stands in the request.
  package func withHost<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { body(request.pointee.host.bytes) }
  /// The client, as gRPC writes it: `ipv4:ADDRESS:PORT`, `ipv6:%5BADDRESS%5D:PORT` or `unix:`. It proves nothing about
  /// who that is.
  package var peerAddress: String { request.pointee.peer.string }
  /// The address of the server's end.
  package var localAddress: String { request.pointee.local.string }
  package var isTLS: Bool { request.pointee.is_tls }
  /// A valid WebSocket handshake (RFC 6455, section 4.2.1), which may be answered with `upgrade`.
  package var isWebSocketHandshake: Bool { request.pointee.is_websocket }

  /// The complete body, of any length up to the limit.
  package var requestBody: SharedBytes {
    guard let body = request.pointee.body else { return SharedBytes() }
    return SharedBytes(base: body, count: request.pointee.body_bytes, owner: self)
  }

  /// Whether the client has gone. The handler's task is cancelled then.
  package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  var fields: UnsafeBufferPointer<cbeast_field> {
    UnsafeBufferPointer(start: request.pointee.fields, count: request.pointee.field_count)
  }

  // On the loop's thread.

  /// Has the handler answer.
  func begin() {
    // Nobody waits for what is late, so it is answered at once.
    let late = request.pointee.is_late ? loop.lateHandler : nil
    switch late.map({ HTTPAnswer.now($0(self)) }) ?? loop.handler(self) {
    case .now(let response):
      if send(response, on: session!) {
        body = response.body
        keep()
      } else {
        session = nil
      }
    case .later(let work):
      start { self.respond(await work()) }
    case .open(let work):
      isOpen = true
      start {
        let responder = HTTPResponder(exchange: self)
        if self.session == nil { responder.close() } else { self.responder = responder }
        await work(responder)
        self.owesAnswer = false
        responder.finish()
      }
    case .upgrade(let upgrade):
      guard isWebSocketHandshake else { return refuseUpgrade() }
      let socket = WebSocketConnection(loop: loop)
      let handle = lines(of: upgrade.headers).withUnsafeBytes { lines in
        var subprotocol = upgrade.subprotocol ?? ""
        return subprotocol.withUTF8 { name in
          cbeast_session_upgrade(
            session!, request, cbeast_text(name), lines.baseAddress ?? Self.nothing, lines.count,
            Unmanaged.passRetained(socket).toOpaque())
        }
      }
      session = nil
      socket.opened(handle)
      loop.tasks.submit { [serve = upgrade.serve] current in
        socket.begins(in: current)
        await serve(socket)
        socket.served()
      }
    }
  }

  private func refuseUpgrade() {
    var response = HTTPResponse.text(426, "This is a WebSocket; its handshake is GET with Sec-WebSocket-Version 13")
    response.headers.addUnchecked("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
    _ = send(response, on: session!)
    session = nil
  }

  /// The answer comes later, from a task.
  private func start(_ work: @escaping @Sendable () async -> Void) {
    owesAnswer = true
    keep()
    loop.tasks.submit { current in
      self.task = current
      if self.isCancelled { current.cancel() }
      await work()
      // Back on the loop's thread, as is every event that could cancel the task.
      self.task = nil
    }
  }

  /// From now on C holds a reference, until the exchange is over.
  private func keep() {
    cbeast_session_keep(session!, Unmanaged.passRetained(self).toOpaque())
  }

  /// Sends a complete response, unless the exchange is over.
  func respond(_ response: HTTPResponse) {
    owesAnswer = false
    guard let session else { return }
    // It is kept before, since the exchange may be over before this returns.
    body = response.body
    _ = send(response, on: session)
  }

  private func send(_ response: HTTPResponse, on session: OpaquePointer) -> Bool {
    lines(of: response.headers).withUnsafeBytes { lines in
      response.body.withUnsafeBytes { body in
        cbeast_session_respond(
          session, Int32(response.status), lines.baseAddress ?? Self.nothing, lines.count, body.baseAddress, body.count)
      }
    }
  }

  /// The header of an answer, whole.
  func lines(of headers: HTTPHeaders) -> [UInt8] {
    answerHeaders.lines.isEmpty ? headers.lines : headers.lines + answerHeaders.lines
  }

  /// The client sends no more. Whether it has gone, or waits for its answer, shows when something is sent to it: one
  /// that has gone resets the connection. Where nothing can be sent before the answer, the client of an open exchange
  /// counts as gone.
  func peerClosed() {
    guard isOpen, owesAnswer, let session else { return }
    let isSoundedOut = responder?.soundOut() ?? cbeast_session_sound_out(session)
    if !isSoundedOut { cancel() }
  }

  /// There is no answer, and the client sees that.
  func abort() {
    if let session { cbeast_session_abort(session) }
  }

  private func cancel() {
    cancelled.store(true, ordering: .relaxed)
    task?.cancel()
  }

  func over() {
    if owesAnswer { cancel() }
    session = nil
    body = nil
    responder?.close()
    responder = nil
  }

  /// An address for no bytes.
  static var nothing: UnsafeRawPointer { UnsafeRawPointer(bitPattern: 16)! }
}
