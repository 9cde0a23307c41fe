import JSON
import MCPModel
import Testing

@testable import MCPEngine

@Suite struct InFlightTests {
  private static let limits: EngineLimits = {
    var limits = EngineLimits()
    limits.maxInFlightPerConnection = 1
    limits.maxWaitingPerConnection = 1
    return limits
  }()

  private static func job(_ id: Int64) -> InFlight.Job {
    InFlight.Job(id: .integer(id), sizeBytes: 10, batch: nil, deadline: nil) {
      JSONRPCResponse(id: .integer(id), outcome: .success(.value([:])))
    }
  }

  @Test func aJobWithAPlaceIsStartedOnce() {
    var inFlight = InFlight()
    let isTaken = inFlight.add(Self.job(1), limits: Self.limits)
    let first = inFlight.takeReady().map(\.id)
    let second = inFlight.takeReady().map(\.id)
    #expect(isTaken && first == [.integer(1)] && second.isEmpty)
  }

  @Test func oneWithoutAPlaceWaitsForIt() {
    var inFlight = InFlight()
    let job = Self.job(1)
    let taken = [job, Self.job(2), Self.job(3)].map { inFlight.add($0, limits: Self.limits) }
    #expect(taken == [true, true, false], "one place, and room for one that waits")
    let ready = inFlight.takeReady().map(\.id)
    inFlight.remove(job)
    let next = inFlight.next()?.id
    #expect(ready == [.integer(1)] && next == .integer(2))
  }

  @Test func somethingRunsUntilTheLastPlaceIsGivenBack() {
    var inFlight = InFlight()
    let job = Self.job(1)
    let before = inFlight.isRunning
    _ = inFlight.add(job, limits: Self.limits)
    let readyToRun = inFlight.isRunning
    inFlight.remove(job)
    let answered = inFlight.isRunning
    let next = inFlight.next()
    let after = inFlight.isRunning
    #expect(!before && readyToRun && answered && next == nil && !after)
  }

  @Test func oneThatIsCancelledBeforeItIsStartedStillGivesItsPlaceBack() async {
    var inFlight = InFlight()
    let job = Self.job(1)
    _ = inFlight.add(job, limits: Self.limits)
    let (scope, waited) = inFlight.cancel(.integer(1))
    scope?.cancel()
    let ready = inFlight.takeReady().map(\.id)
    let answer = await job.scope.run(job.work)
    let next = inFlight.next()
    let isRunning = inFlight.isRunning
    #expect(waited == nil && ready == [.integer(1)] && answer == nil && next == nil && !isRunning)
  }
}
