internal import MCPModel
internal import Synchronization

/// Tasks in this process, bounded by number, by number for each owner, and by time.
///
/// Tasks whose time is over go when they are asked for, and all of them with the first new task of each minute. Where
/// there is no room for a new task then, the oldest of those that have ended go: a tenth of the bound at once, so that
/// the search is not made again for the next one. A task that has not ended makes no room for another.
final class MemoryTaskStore: TaskStore {
  private struct State {
    var tasks: [String: TaskRecord] = [:]
    /// How many of them each owner has.
    var counts: [Principal: Int] = [:]
    /// When tasks whose time is over are looked for again.
    var nextSweep = Timestamp(milliseconds: .min)

    mutating func remove(_ id: String) {
      guard let task = tasks.removeValue(forKey: id), let count = counts[task.owner] else { return }
      counts[task.owner] = count > 1 ? count - 1 : nil
    }
  }

  private static let sweepMilliseconds: Int64 = 60_000
  private let maximum: Int
  private let maximumPerOwner: Int
  private let now: @Sendable () -> Int64
  private let state = Mutex(State())

  /// - Parameter now: milliseconds since 1970.
  init(maximum: Int, maximumPerOwner: Int, now: @escaping @Sendable () -> Int64) {
    self.maximum = maximum
    self.maximumPerOwner = maximumPerOwner
    self.now = now
  }

  /// Tasks whose time is over count until that is found out.
  var count: Int { state.withLock { $0.tasks.count } }

  func insert(_ task: TaskRecord) throws(MCPError) -> [String] {
    let now = Timestamp(milliseconds: now())
    return try state.withLock { (state) throws(MCPError) in
      var removed = sweep(&state, at: now)
      if state.counts[task.owner, default: 0] >= maximumPerOwner {
        removed += makeRoom(in: &state, maximumPerOwner) { $0.owner == task.owner }
        guard state.counts[task.owner, default: 0] < maximumPerOwner else {
          throw .overloaded("too many tasks of this client are under way")
        }
      }
      if state.tasks.count >= maximum {
        removed += makeRoom(in: &state, maximum) { _ in true }
        guard state.tasks.count < maximum else { throw .overloaded("too many tasks are under way") }
      }
      state.tasks[task.id] = task
      state.counts[task.owner, default: 0] += 1
      return removed
    }
  }

  /// - Returns: the ids of what was removed.
  private func sweep(_ state: inout State, at now: Timestamp) -> [String] {
    guard now >= state.nextSweep else { return [] }
    state.nextSweep = Timestamp(milliseconds: now.milliseconds + Self.sweepMilliseconds)
    let expired = state.tasks.values.filter { $0.hasExpired(at: now) }.map(\.id)
    for id in expired { state.remove(id) }
    return expired
  }

  /// - Returns: the ids of what was removed.
  private func makeRoom(
    in state: inout State, _ maximum: Int, among isCandidate: (TaskRecord) -> Bool
  ) -> [String] {
    let ended = state.tasks.values.filter { $0.isFinal && isCandidate($0) }.map(\.place)
    let oldest = ended.sorted().prefix(max(1, maximum / 10)).map(\.id)
    for id in oldest { state.remove(id) }
    return oldest
  }

  func task(_ id: String) -> TaskRecord? { update(id) { _ in } }

  func update(_ id: String, _ change: @Sendable (inout TaskRecord) -> Void) -> TaskRecord? {
    let now = Timestamp(milliseconds: now())
    return state.withLock { state in
      guard var task = state.tasks[id] else { return nil }
      guard !task.hasExpired(at: now) else {
        state.remove(id)
        return nil
      }
      change(&task)
      state.tasks[id] = task
      return task
    }
  }

  func remove(_ id: String) { state.withLock { $0.remove(id) } }

  func tasks(
    of owner: Principal, inSession sessionID: String, after place: TaskRecord.Place?, limit: Int
  ) -> [TaskRecord] {
    let now = Timestamp(milliseconds: now())
    let found = state.withLock { state in
      state.tasks.values.filter { task in
        task.sessionID == sessionID && task.owner == owner && !task.hasExpired(at: now)
          && (place.map { $0 < task.place } ?? true)
      }
    }
    return Array(found.sorted { $0.place < $1.place }.prefix(limit))
  }
}
