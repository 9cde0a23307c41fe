import Handoff
import Synchronization
import Testing

@Suite struct LifecycleTests {
  private let lifecycle = Lifecycle()

  @Test func runsOnce() {
    var begun = 0
    #expect(!lifecycle.hasRun)
    #expect(lifecycle.begin { begun += 1 })
    #expect(!lifecycle.begin { begun += 1 })
    #expect(lifecycle.hasRun && begun == 1)
  }

  @Test func isPreparedBeforeItRuns() {
    #expect(lifecycle.prepare { 7 } == 7)
    #expect(lifecycle.begin())
    #expect(lifecycle.prepare { 7 } == nil)
  }

  @Test func drainsForAsLongAsTheFirstSays() async {
    var first = 0
    #expect(lifecycle.begin())
    lifecycle.drain(limit: .seconds(3)) { first += 1 }
    lifecycle.drain(limit: .seconds(5)) { first += 1 }
    #expect(await lifecycle.drainRequested() == .seconds(3))
    #expect(first == 1)
  }

  @Test func letsWhoWaitsGoOnWhenItIsToDrain() async {
    let isTold = Mutex(false)
    async let limit = lifecycle.drainRequested()
    lifecycle.drain(limit: .zero) { isTold.withLock { $0 = true } }
    #expect(await limit == .zero)
    #expect(isTold.withLock { $0 })
  }

  @Test func beginsNothingWhereItIsToDrainAlready() async {
    lifecycle.drain(limit: .zero)
    #expect(lifecycle.prepare { 7 } == nil)
    #expect(lifecycle.begin { Issue.record("nothing is begun") })
    #expect(await lifecycle.drainRequested() == .zero)
  }
}
