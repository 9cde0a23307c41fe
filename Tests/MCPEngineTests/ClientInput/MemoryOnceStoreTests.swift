import JSON
import MCPModel
import Synchronization
import Testing

@testable import MCPEngine

@Suite struct MemoryOnceStoreTests {
  private final class Clock: Sendable {
    private let time = Mutex<Int64>(0)
    var now: Int64 { time.withLock { $0 } }
    func set(_ now: Int64) { time.withLock { $0 = now } }
  }

  @Test func knowsTheFirstTime() throws {
    let store = MemoryOnceStore(maximum: 10) { 0 }
    #expect(try store.consume("a", expiresAt: 5))
    #expect(try !store.consume("a", expiresAt: 5) && store.consume("b", expiresAt: 5))
    #expect(store.count == 2)
  }

  @Test func forgetsOnlyWhatNobodyCanPresentAnyMore() throws {
    let clock = Clock()
    let store = MemoryOnceStore(maximum: 2) { clock.now }
    #expect(try store.consume("a", expiresAt: 5) && store.consume("b", expiresAt: 10))
    let error = #expect(throws: MCPError.self) { try store.consume("c", expiresAt: 10) }
    #expect(error?.data == ["reason": "overloaded"])
    clock.set(5)
    #expect(try store.consume("c", expiresAt: 10))
    #expect(try !store.consume("b", expiresAt: 10) && store.count == 2)
  }
}
