import JSON
import MCPModel
import Synchronization
import Testing

@testable import MCPEngine

@Suite struct MemorySessionStoreTests {
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
  }

  private static func session() -> Session {
    Session(revision: .v2025_06_18, owner: .anonymous, clientCapabilities: [:], clientInfo: ["name": "x"])
  }

  @Test func givesBackWhatWasInserted() {
    let store = MemorySessionStore(maximum: 2, idleLifetime: .seconds(1))
    let session = Self.session()
    store.insert(session)
    #expect(store.session(session.id)?.id == session.id)
    #expect(store.session(session.id)?.revision == .v2025_06_18)
    #expect(store.session("") == nil && store.session("x") == nil)
  }

  @Test func forgetsWhatIsNotUsed() {
    let clock = Clock()
    let store = MemorySessionStore(maximum: 2, idleLifetime: .seconds(10)) { clock.now }
    let session = Self.session()
    store.insert(session)
    clock.advance(by: .seconds(9))
    #expect(store.session(session.id) != nil, "use begins its time again")
    clock.advance(by: .seconds(9))
    #expect(store.session(session.id) != nil)
    clock.advance(by: .seconds(10))
    #expect(store.session(session.id) == nil)
    #expect(store.counts().active == 0)
  }

  @Test func makesRoomByEndingWhatHasBeenIdleLongest() {
    let clock = Clock()
    let store = MemorySessionStore(maximum: 20, idleLifetime: .seconds(1000)) { clock.now }
    var sessions: [Session] = []
    for _ in 1...20 {
      clock.advance(by: .seconds(1))
      sessions.append(Self.session())
      store.insert(sessions[sessions.count - 1])
    }
    clock.advance(by: .seconds(1))
    #expect(store.session(sessions[0].id) != nil, "the oldest is used")
    let last = Self.session()
    store.insert(last)
    #expect(store.counts().active == 19)
    #expect(store.session(last.id) != nil && store.session(sessions[0].id) != nil)
    #expect(store.session(sessions[1].id) == nil && store.session(sessions[2].id) == nil)
    #expect(sessions[3...].allSatisfy { store.session($0.id) != nil })
  }

  @Test func neverHoldsMoreThanItMay() {
    let store = MemorySessionStore(maximum: 1, idleLifetime: .seconds(1))
    for _ in 1...100 {
      let session = Self.session()
      store.insert(session)
      #expect(store.counts().active == 1 && store.session(session.id) != nil)
    }
  }
}
