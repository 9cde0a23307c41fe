import TestSupport
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(5))) struct BackgroundTasksTests {
  @Test func runsWhatIsStartedBeforeAndAfterItRuns() async {
    let background = BackgroundTasks(maximum: 10)
    let done = Inbox<Int>()
    #expect(background.start { done.put(1) })
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await background.run() }
      #expect(await done.take() == 1)
      #expect(background.start { done.put(2) })
      #expect(await done.take() == 2)
      group.cancelAll()
    }
  }

  @Test func refusesMoreThanItMayHold() async {
    let background = BackgroundTasks(maximum: 2)
    let release = Promise<Void>()
    let work: BackgroundTasks.Work = { _ = await release.wait() }
    #expect(background.start(work) && background.start(work))
    #expect(!background.start(work) && background.running == 2)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await background.run() }
      release.fulfil()
      while background.running > 0 { await Task.yield() }
      #expect(background.start {})
      group.cancelAll()
    }
  }

  @Test func itsEndCancelsWhatRunsAndWaitsForIt() async {
    let background = BackgroundTasks(maximum: 2)
    let (started, ended) = (Promise<Void>(), Promise<Bool>())
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await background.run() }
      #expect(
        background.start {
          started.fulfil()
          ended.fulfil(await Promise<Void>().wait() == nil)
        })
      _ = await started.wait()
      group.cancelAll()
    }
    #expect(ended.isFulfilled)
    #expect(!background.start {}, "after its end nothing is started")
  }
}
