/// Where tasks are kept. Memory by default; an engine shared by replicas brings a store that they share.
///
/// A task whose time is over does not exist any more, for any of the functions.
package protocol TaskStore: Sendable {
  /// Keeps a new task.
  ///
  /// - Returns: the ids of tasks that made room for it, or whose time was found to be over.
  /// - Throws: `MCPError` where the store is full of tasks that have not ended, or out of reach.
  func insert(_ task: TaskRecord) async throws -> [String]
  /// The task; nil where it is unknown.
  func task(_ id: String) async throws -> TaskRecord?
  /// Changes a task, such that nobody changes it meanwhile.
  ///
  /// - Returns: what it is afterwards; nil where it is unknown.
  func update(_ id: String, _ change: @Sendable (inout TaskRecord) -> Void) async throws -> TaskRecord?
  func remove(_ id: String) async throws
  /// Up to `limit` tasks of a legacy session, oldest first, from the one after `place` (nil: from the first).
  func tasks(
    of owner: Principal, inSession sessionID: String, after place: TaskRecord.Place?, limit: Int
  ) async throws -> [TaskRecord]
}
