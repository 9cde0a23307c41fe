internal import Synchronization

/// A value that one side of a test hands to the other, which waits for it.
package final class Promise<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var nextKey = 0
    var waiting: [Int: CheckedContinuation<Value?, Never>] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Keeps the first value only.
  package func fulfil(_ value: Value) {
    let waiting = state.withLock { state -> [CheckedContinuation<Value?, Never>] in
      guard state.value == nil else { return [] }
      state.value = value
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.resume(returning: value) }
  }

  package var isFulfilled: Bool { state.withLock { $0.value != nil } }

  /// Waits for the value; nil where the waiting task is cancelled first.
  @discardableResult
  package func wait() async -> Value? {
    let key = state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (value, goesOn) = state.withLock { state -> (Value?, Bool) in
          if state.value == nil, !Task.isCancelled {
            state.waiting[key] = continuation
            return (nil, false)
          }
          return (state.value, true)
        }
        if goesOn { continuation.resume(returning: value) }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: key) }?.resume(returning: nil)
    }
  }
}

extension Promise where Value == Void {
  package func fulfil() { fulfil(()) }
}

/// Returns when the calling task is cancelled, and never otherwise.
package func untilCancelled() async {
  await Promise<Void>().wait()
}
