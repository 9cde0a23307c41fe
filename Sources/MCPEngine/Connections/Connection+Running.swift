internal import MCPModel
internal import Synchronization

/// The requests that take a task.
extension Connection {
  /// Starts what is ready, and serves on until an event finds that nothing runs any more. Only for so long there is a task
  /// group: it takes more than half a kilobyte, and most connections have nothing that runs most of the time.
  ///
  /// - Returns: false at the connection's end.
  @inline(never)
  func serveRunning() async -> Bool {
    await withDiscardingTaskGroup { group in
      while isRunning {
        start(&group)
        switch await serve(await carrier.next()) {
        case .open: continue
        case .ended: break
        case .reset: group.cancelAll()
        }
        // Before the group waits for those that run: they may wait for what the client answers.
        endSession()
        return false
      }
      return true
    }
  }

  @inline(never)
  private func start(_ group: inout DiscardingTaskGroup) {
    for job in state.withLock({ $0.inFlight.takeReady() }) {
      group.addTask { await self.perform(job) }
    }
  }

  /// Runs a job, and then those that waited for its place. After a reset those never run.
  private func perform(_ first: InFlight.Job) async {
    var next: InFlight.Job? = first
    while let job = next, !Task.isCancelled {
      if let deadline = job.deadline {
        await perform(job, by: deadline)
      } else {
        await end(job, await job.scope.run(job.work))
      }
      next = state.withLock { $0.inFlight.next() }
    }
  }

  /// By itself, for the memory of those without a deadline.
  @inline(never)
  private func perform(_ job: InFlight.Job, by deadline: ContinuousClock.Instant) async {
    let late = JSONRPCResponse(id: job.id, outcome: .failure(.deadlineExceeded))
    await job.scope.run(by: deadline, orElse: late, job.work) { await self.end(job, $0) }
  }

  private func end(_ job: InFlight.Job, _ response: JSONRPCResponse?) async {
    // The id is free before the client can see the answer.
    state.withLock { $0.inFlight.remove(job) }
    await finish(job, response)
  }

  /// Sends what a job came to; a cancelled one comes to nothing.
  private func finish(_ job: InFlight.Job, _ response: JSONRPCResponse?) async {
    // After a reset nobody is told anything, not even that the request was cancelled.
    guard !Task.isCancelled else { return }
    if let batch = job.batch {
      if let answers = batch.add(response) { await carrier.send(batch: answers) }
    } else if let response {
      // Sent rather than offered: the reader may be waiting, and nobody else would let the answer go out.
      await carrier.send(.response(response))
    }
  }
}
