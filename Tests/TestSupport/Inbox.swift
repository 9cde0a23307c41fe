internal import Synchronization

/// A queue that one side of a test fills and the other waits at. It is as long as the test makes it.
package final class Inbox<Element: Sendable>: Sendable {
  private struct State {
    var elements: [Element] = []
    var isClosed = false
    var waiting: CheckedContinuation<Element?, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func put(_ element: Element) {
    let waiting = state.withLock { state -> CheckedContinuation<Element?, Never>? in
      if let waiting = state.waiting {
        state.waiting = nil
        return waiting
      }
      state.elements.append(element)
      return nil
    }
    waiting?.resume(returning: element)
  }

  /// Nothing more will come.
  package func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(returning: nil)
  }

  /// What has come and nobody has taken.
  package var count: Int { state.withLock { $0.elements.count } }

  /// The next element, waited for by one task at a time; nil at the end, or where that task is cancelled.
  package func take() async -> Element? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (element, goesOn) = state.withLock { state -> (Element?, Bool) in
          if !state.elements.isEmpty { return (state.elements.removeFirst(), true) }
          if state.isClosed || Task.isCancelled { return (nil, true) }
          precondition(state.waiting == nil, "two tasks wait at one inbox")
          state.waiting = continuation
          return (nil, false)
        }
        if goesOn { continuation.resume(returning: element) }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        defer { state.waiting = nil }
        return state.waiting
      }
      waiting?.resume(returning: nil)
    }
  }
}
