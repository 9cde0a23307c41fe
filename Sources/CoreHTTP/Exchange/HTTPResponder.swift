package import Bytes
internal import CBeast
internal import Synchronization

/// Answers an open exchange: either with one complete response, or with a head and then a body as it comes.
///
/// It may be used from any thread, also after the exchange is over, which it then says. A body is sent in chunks, or to
/// a client of HTTP/1.0 until the connection closes; server-sent events are such a body.
package final class HTTPResponder: OutboundStream, @unchecked Sendable {
  private enum Head {
    case none
    case waiting(status: Int, HTTPHeaders)
    case complete(HTTPResponse)
    case sent
  }

  /// The exchange, whose request may be asked.
  package let exchange: HTTPExchange
  private let head = Mutex(Head.none)
  private let filler = Mutex<SharedBytes?>(nil)
  /// The last of the body is on its way; touched on the loop's thread only.
  private var hasEnded = false

  init(exchange: HTTPExchange) {
    self.exchange = exchange
    super.init(loop: exchange.loop)
  }

  /// Whether a response has been given, or begun.
  package var hasBegun: Bool {
    head.withLock { if case .none = $0 { false } else { true } }
  }

  /// Answers with a complete response. Answers false, and does nothing, when there is a response already.
  @discardableResult
  package func respond(_ response: HTTPResponse) -> Bool { put(.complete(response)) }

  /// Begins a response whose body follows. The head goes out at once. Answers false, and does nothing, when there is a
  /// response already.
  ///
  /// - Parameter filler: a part of the body that means nothing, and may be sent to find out whether a client that has
  ///   closed its half is still there. Without one such a client counts as gone.
  @discardableResult
  package func begin(status: Int, headers: HTTPHeaders = HTTPHeaders(), filler: SharedBytes? = nil) -> Bool {
    precondition((200...599).contains(status), "a response's status is from 200 to 599")
    if let filler { self.filler.withLock { $0 = filler } }
    return put(.waiting(status: status, headers))
  }

  /// Takes bytes of the body if there is room for them at once, and says whether it did. Only after `begin`.
  package func offer(_ bytes: SharedBytes) -> Bool {
    switch super.offer(piece(bytes)) {
    case .accepted, .acceptedFirst: true
    case .full, .closed: false
    }
  }

  /// Takes bytes of the body; suspends while the client reads too slowly. Only after `begin`.
  ///
  /// - Returns: false when the client has gone, or the task was cancelled, before there was room; they are dropped.
  @discardableResult
  package func send(_ bytes: SharedBytes) async -> Bool { await offerWaiting(piece(bytes)) }

  private func piece(_ bytes: SharedBytes) -> Queue.Piece {
    precondition(hasBegun, "a body follows a head")
    return Queue.Piece(bytes: bytes, isText: false)
  }

  private func put(_ new: Head) -> Bool {
    let isFirst = head.withLock { head in
      guard case .none = head else { return false }
      head = new
      return true
    }
    if isFirst { flushSoon() }
    return isFirst
  }

  // On the loop's thread.

  /// The handler has returned.
  func finish() {
    if exchange.isCancelled, !hasBegun { return exchange.abort() }
    _ = put(.complete(.text(500, "There is no answer")))
    endQueue()
  }

  /// Sends something that shows whether the client is still there, unless an answer is about to. Answers false where
  /// there is nothing to send.
  func soundOut() -> Bool {
    switch head.withLock({ $0 }) {
    case .none: return exchange.session.map { cbeast_session_sound_out($0) } ?? false
    case .complete: return true
    case .waiting, .sent:
      guard let filler = filler.withLock({ $0 }) else { return false }
      _ = offer(filler)
      return true
    }
  }

  override func settle() {
    let waiting = head.withLock { head in
      defer { if case .none = head {} else { head = .sent } }
      return head
    }
    switch waiting {
    case .none, .sent: break
    case .complete(let response):
      hasEnded = true
      exchange.respond(response)
    case .waiting(let status, let headers):
      guard let session = exchange.session else { break }
      exchange.lines(of: headers).withUnsafeBytes { lines in
        cbeast_session_begin(session, Int32(status), lines.baseAddress ?? HTTPExchange.nothing, lines.count)
      }
    }
  }

  override func write(_ pieces: UnsafeBufferPointer<cbeast_piece>) {
    guard let session = exchange.session, !hasEnded, let start = pieces.baseAddress else { return }
    cbeast_session_send(session, start, pieces.count)
  }

  override func ended() {
    guard !hasEnded, let session = exchange.session else { return }
    hasEnded = true
    cbeast_session_end(session)
  }
}
