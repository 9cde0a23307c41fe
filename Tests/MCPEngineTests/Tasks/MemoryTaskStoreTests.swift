import JSON
import MCPModel
import Synchronization
import Testing

@testable import MCPEngine

@Suite struct MemoryTaskStoreTests {
  /// A clock in milliseconds that goes when it is told to.
  final class Clock: Sendable {
    private let time = Mutex<Int64>(1000)
    var now: Int64 { time.withLock { $0 } }
    func advance(by milliseconds: Int64) { time.withLock { $0 += milliseconds } }
  }

  private let clock = Clock()

  private func store(_ maximum: Int = 100, perOwner: Int = 100) -> MemoryTaskStore {
    MemoryTaskStore(maximum: maximum, maximumPerOwner: perOwner) { [clock] in clock.now }
  }

  @discardableResult
  private func insert(
    _ id: String, in store: MemoryTaskStore, owner: String = "a", session: String? = nil, ttl: Duration = .seconds(10)
  ) throws -> [String] {
    clock.advance(by: 1)
    return try store.insert(
      TaskRecordTests.record(id, at: clock.now, ttl: ttl, owner: Principal(name: owner), session: session))
  }

  private func cancel(_ id: String, in store: MemoryTaskStore) {
    _ = store.update(id) { $0.cancel(at: Timestamp(milliseconds: 0)) }
  }

  @Test func givesBackWhatWasInserted() throws {
    let store = store()
    #expect(try insert("1", in: store).isEmpty)
    #expect(store.task("1")?.id == "1")
    #expect(store.task("") == nil && store.task("2") == nil)
    store.remove("1")
    #expect(store.task("1") == nil && store.count == 0)
  }

  @Test func changesATaskAndGivesWhatItIsNow() throws {
    let store = store()
    try insert("1", in: store)
    let changed = store.update("1") { $0.cancel(at: Timestamp(milliseconds: 5)) }
    #expect(changed?.state.status == .cancelled && store.task("1")?.state.status == .cancelled)
    #expect(store.update("2") { _ in Issue.record("there is none") } == nil)
  }

  @Test func forgetsATaskWhoseTimeIsOverWhenItIsAskedFor() throws {
    let store = store()
    try insert("1", in: store)
    clock.advance(by: 9999)
    #expect(store.task("1") != nil, "use does not make it last")
    clock.advance(by: 1)
    #expect(store.tasks(of: Principal(name: "a"), inSession: "", after: nil, limit: 9).isEmpty)
    #expect(store.task("1") == nil && store.count == 0)
  }

  @Test func forgetsAllWhoseTimeIsOverWithTheFirstNewOneOfAMinute() throws {
    let store = store()
    for id in 1...5 { try insert("\(id)", in: store) }
    clock.advance(by: 20_000)
    #expect(try insert("6", in: store).isEmpty)
    clock.advance(by: 50_000)
    #expect(try insert("7", in: store, ttl: .seconds(100)).sorted() == ["1", "2", "3", "4", "5", "6"])
    #expect(store.count == 1)
  }

  @Test func makesRoomByTheOldestThatHaveEnded() throws {
    let store = store(20)
    for id in 1...20 { try insert("\(id)", in: store) }
    for id in [9, 7, 5] { cancel("\(id)", in: store) }
    #expect(try insert("21", in: store) == ["5", "7"], "a tenth at once")
    #expect(store.count == 19)
    #expect(store.task("9") != nil && store.task("1") != nil)
  }

  @Test func isFullOfTasksThatHaveNotEnded() throws {
    let store = store(2)
    try insert("1", in: store)
    try insert("2", in: store)
    #expect(throws: MCPError.self) { try insert("3", in: store) }
    #expect(store.task("3") == nil && store.count == 2)
    cancel("2", in: store)
    #expect(try insert("3", in: store) == ["2"])
  }

  @Test func oneOwnerTakesNoRoomFromOthers() throws {
    let store = store(100, perOwner: 2)
    for owner in ["a", "b"] {
      try insert(owner + "1", in: store, owner: owner)
      try insert(owner + "2", in: store, owner: owner)
      #expect(throws: MCPError.self) { try insert(owner + "3", in: store, owner: owner) }
    }
    cancel("a1", in: store)
    #expect(throws: MCPError.self, "another's that has ended is of no use") { try insert("b3", in: store, owner: "b") }
    #expect(try insert("a3", in: store, owner: "a") == ["a1"])
    store.remove("b1")
    #expect(try insert("b3", in: store, owner: "b").isEmpty)
  }

  @Test func listsTheTasksOfOneSessionInPagesFromTheOldest() throws {
    let store = store()
    for id in 1...7 { try insert("\(id)", in: store, session: id == 3 ? "other" : "mine") }
    try insert("8", in: store, owner: "b", session: "mine")
    try insert("9", in: store)
    let owner = Principal(name: "a")
    let first = store.tasks(of: owner, inSession: "mine", after: nil, limit: 4)
    #expect(first.map(\.id) == ["1", "2", "4", "5"])
    store.remove("5")
    let second = store.tasks(of: owner, inSession: "mine", after: first.last?.place, limit: 4)
    #expect(second.map(\.id) == ["6", "7"], "what is gone still names a place")
  }
}
