import Handoff
import Synchronization
import TestSupport
import Testing

@Suite("The tasks of an event loop")
struct TaskSupervisorTests {
  /// Runs a supervisor beside `body`, and returns when all of its work has ended.
  private func withSupervisor(
    idleLimit: Int = 2, _ body: @Sendable (TaskSupervisor) async -> Void
  ) async {
    let supervisor = TaskSupervisor(idleLimit: idleLimit)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await supervisor.run() }
      await body(supervisor)
      supervisor.finish()
    }
  }

  @Test("do all work that is submitted, whether it needs a new task or finds one that waits", arguments: [0, 1, 16])
  func everything(idleLimit: Int) async {
    let done = Atomic(0)
    await withSupervisor(idleLimit: idleLimit) { supervisor in
      for round in 0..<50 {
        let last = Promise<Void>()
        for number in 0..<20 {
          supervisor.submit { _ in
            done.add(1, ordering: .relaxed)
            if number == 19 { last.fulfil(()) }
          }
        }
        if round.isMultiple(of: 2) { await last.wait() }
      }
    }
    #expect(done.load(ordering: .relaxed) == 1000)
  }

  @Test("keep nothing of the work that they have done while they wait for more", arguments: [1, 2])
  func forgetting(pieces: Int) async {
    final class Token: Sendable {}
    await withSupervisor { supervisor in
      for _ in 1...pieces {
        let done = Promise<Void>()
        weak var kept: Token?
        do {
          let token = Token()
          kept = token
          supervisor.submit { _ in withExtendedLifetime(token) { done.fulfil() } }
        }
        await done.wait()
        while kept != nil { await Task.yield() }
      }
    }
  }

  @Test("end before the supervisor does, those submitted just before its end too")
  func finish() async {
    let rounds = Atomic(0)
    await withSupervisor { supervisor in
      supervisor.submit { _ in
        for _ in 0..<100 {
          await Task.yield()
          rounds.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(rounds.load(ordering: .relaxed) == 100)
  }

  @Test("are cancelled together, and so is what is submitted later")
  func cancel() async {
    let later = Promise<Bool>()
    await withSupervisor { supervisor in
      let idle = Promise<Void>()
      let running = Promise<Void>()
      supervisor.submit { _ in idle.fulfil(()) }
      supervisor.submit { _ in
        running.fulfil(())
        await untilCancelled()
      }
      await idle.wait()
      await running.wait()
      supervisor.cancel()
    }
    let supervisor = TaskSupervisor(idleLimit: 1)
    supervisor.cancel()
    supervisor.submit { _ in later.fulfil(Task.isCancelled) }
    supervisor.finish()
    await supervisor.run()
    #expect(await later.wait() == true)
  }

  @Test("whose work was cancelled are given no other")
  func notReused() async {
    let isCancelled = Promise<Bool>()
    await withSupervisor { supervisor in
      let ended = Promise<Void>()
      supervisor.submit { _ in
        withUnsafeCurrentTask { $0?.cancel() }
        ended.fulfil(())
      }
      await ended.wait()
      for _ in 0..<100 { await Task.yield() }
      supervisor.submit { _ in isCancelled.fulfil(Task.isCancelled) }
    }
    #expect(await isCancelled.wait() == false)
  }
}
