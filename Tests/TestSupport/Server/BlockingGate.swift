internal import Foundation

/// Holds up threads until it is opened. `@unchecked` because Foundation does not say that a condition is Sendable.
package final class BlockingGate: @unchecked Sendable {
  private let condition = NSCondition()
  private var isOpen = false

  package init() {}

  package func open() {
    condition.lock()
    isOpen = true
    condition.broadcast()
    condition.unlock()
  }

  package func wait() {
    condition.lock()
    while !isOpen { condition.wait() }
    condition.unlock()
  }
}
