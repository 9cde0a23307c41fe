internal import Bytes
internal import CBeast
internal import Handoff

/// What C calls, each time on the thread of the loop concerned, and whom it concerns.
enum LoopCallbacks {
  static var table: cbeast_callbacks {
    cbeast_callbacks(
      turn: { loop, isEndOfRound in with(loop) { (loop: HTTPLoop) in loop.turn(isEndOfRound: isEndOfRound) } },
      emptied: { loop in with(loop) { (loop: HTTPLoop) in loop.emptied.open() } },
      request: { loop, session, request in
        with(loop) { (loop: HTTPLoop) in HTTPExchange(request, session: session, loop: loop).begin() }
      },
      left: { exchange in with(exchange) { (exchange: HTTPExchange) in exchange.peerClosed() } },
      written: { exchange in with(exchange) { (exchange: HTTPExchange) in exchange.responder?.written() } },
      over: { exchange in
        // The reference that C held.
        Unmanaged<HTTPExchange>.fromOpaque(exchange).takeRetainedValue().over()
      },
      message: { socket, start, count, isText in
        with(socket) { (socket: WebSocketConnection) in
          socket.received(UnsafeRawBufferPointer(start: start, count: count), isText: isText)
        }
      },
      closed: { socket, code, reason in
        with(socket) { (socket: WebSocketConnection) in
          socket.closed(WebSocketCloseCode(rawValue: code), reason: reason.string)
        }
      },
      sent: { socket in with(socket) { (socket: WebSocketConnection) in socket.written() } },
      draining: { socket in with(socket) { (socket: WebSocketConnection) in socket.drain() } },
      gone: { socket in
        // The reference that C held.
        Unmanaged<WebSocketConnection>.fromOpaque(socket).takeRetainedValue().gone()
      })
  }
}

/// The context's own reference keeps the object alive meanwhile, without another one.
@inline(__always)
private func with<Object: AnyObject, Result>(
  _ context: UnsafeMutableRawPointer, _ body: (Object) -> Result
) -> Result {
  Unmanaged<Object>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
}

extension cbeast_text {
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.init(start: UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), length: bytes.count)
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: length) }

  /// The text, with what is not UTF-8 replaced.
  var string: String { String(decoding: bytes, as: UTF8.self) }
}
