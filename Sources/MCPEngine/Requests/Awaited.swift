internal import Synchronization

/// A value that one task waits for. The first who knows it settles it; whoever comes later is ignored.
final class Awaited<Value: Sendable>: Sendable {
  private enum State {
    case open
    case waited(CheckedContinuation<Value, Never>)
    case settled(Value)
  }

  private let state = Mutex(State.open)

  func settle(_ value: Value) {
    let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
      switch state {
      case .settled: return nil
      case .open:
        state = .settled(value)
        return nil
      case .waited(let waiter):
        state = .settled(value)
        return waiter
      }
    }
    waiter?.resume(returning: value)
  }

  /// Waits however long it takes, also where the task is cancelled.
  func value() async -> Value {
    await withCheckedContinuation { continuation in
      let value = state.withLock { state -> Value? in
        if case .settled(let value) = state { return value }
        state = .waited(continuation)
        return nil
      }
      if let value { continuation.resume(returning: value) }
    }
  }

  /// Waits for so long at most, and settles for `late` then, or for `cancelled` where the task is cancelled.
  func value(within timeout: Duration, late: Value, cancelled: Value) async -> Value {
    await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          // Cancelled when the value is there first.
          do { try await Task.sleep(for: timeout) } catch { return }
          self.settle(late)
        }
        defer { group.cancelAll() }
        return await value()
      }
    } onCancel: {
      settle(cancelled)
    }
  }
}
