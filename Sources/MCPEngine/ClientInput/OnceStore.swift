internal import MCPModel
internal import Synchronization

/// Remembers what may happen once only. Memory by default; replicas that share keys bring one that they share.
package protocol OnceStore: Sendable {
  /// - Parameter expiresAt: milliseconds since 1970, after which nobody can present `id` any more.
  /// - Returns: whether this is the first time.
  /// - Throws: `MCPError` where the store is full or out of reach.
  func consume(_ id: String, expiresAt: Int64) async throws -> Bool
}

/// Bounded by number: where it is full of what has not expired, nothing more is consumed, since forgetting would allow
/// a replay.
final class MemoryOnceStore: OnceStore {
  private let maximum: Int
  private let now: @Sendable () -> Int64
  private let consumed = Mutex<[String: Int64]>([:])

  init(maximum: Int, now: @escaping @Sendable () -> Int64) {
    self.maximum = maximum
    self.now = now
  }

  var count: Int { consumed.withLock { $0.count } }

  func consume(_ id: String, expiresAt: Int64) throws(MCPError) -> Bool {
    let now = now()
    return try consumed.withLock { (consumed) throws(MCPError) in
      guard consumed[id] == nil else { return false }
      if consumed.count >= maximum { consumed = consumed.filter { $0.value > now } }
      guard consumed.count < maximum else { throw .overloaded("too many states were used") }
      consumed[id] = expiresAt
      return true
    }
  }
}
