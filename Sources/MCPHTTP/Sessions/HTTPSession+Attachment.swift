extension HTTPSession {
  /// A connection on which a stream is delivered.
  struct Attachment: Sendable {
    private let session: HTTPSession
    private let number: Int
    private let attachment: Int

    init(_ session: HTTPSession, _ place: (stream: Int, attachment: Int)) {
      self.session = session
      (number, attachment) = place
    }

    /// Until there is something; `over` where the task is cancelled.
    func next() async -> SessionDelivery {
      while !Task.isCancelled {
        if let delivery = session.change({ $0.streams.next(number, attachment) }) { return delivery }
        await withTaskCancellationHandler {
          await withUnsafeContinuation { reader in
            let isReady = session.change { state in
              // It may be there since the look before, or the cancellation.
              guard !Task.isCancelled, !state.streams.hasNext(number, attachment) else { return true }
              state.streams.wait(number, reader)
              return false
            }
            if isReady { reader.resume() }
          }
        } onCancel: {
          session.change { $0.streams.wake(number) }
        }
      }
      return .over
    }

    /// Each attachment is ended, and does no harm when it is ended again.
    func end() {
      let now = session.now()
      session.change { state in
        if state.streams.detach(number, attachment) { state.lastUsed = now }
      }
    }
  }
}
