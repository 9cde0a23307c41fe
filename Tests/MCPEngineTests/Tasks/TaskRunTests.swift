import JSON
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(5))) struct TaskRunTests {
  private let run = TaskRun(ttl: .seconds(1), limits: .defaults)

  /// Whether a handler that starts now would run.
  private func isCancelled() async -> Bool { await run.scope.run { true } == nil }

  @Test func becomesATaskOnce() async {
    #expect(!run.isTask)
    #expect(run.beginTask())
    #expect(!run.beginTask(), "it is on its way")
    #expect(!run.isTask && run.becomeTask() && run.isTask)
    #expect(!run.beginTask())
  }

  @Test func goesOnAsACallWhereItCannotBeStored() async {
    #expect(run.beginTask())
    run.failTask()
    #expect(!run.isTask && run.beginTask())
  }

  @Test func aRequestThatIsGivenUpTakesItsHandlerAlong() async {
    run.abandon()
    #expect(!run.beginTask())
    #expect(await isCancelled())
  }

  @Test func aRequestThatIsGivenUpMeanwhileLeavesNoTask() async {
    #expect(run.beginTask())
    run.abandon()
    #expect(!run.becomeTask() && !run.isTask)
    #expect(await isCancelled())
  }

  @Test func aTaskGoesOnWithoutItsRequest() async {
    #expect(run.beginTask() && run.becomeTask())
    run.abandon()
    #expect(run.isTask)
    #expect(await !isCancelled())
  }
}
