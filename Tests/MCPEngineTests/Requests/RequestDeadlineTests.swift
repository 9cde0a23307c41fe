import TestSupport
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(10))) struct RequestDeadlineTests {
  @Test func comesInItsTime() async {
    let deadline = ContinuousClock.now + .milliseconds(150)
    #expect(await deadline.hasCome())
    #expect(ContinuousClock.now >= deadline)
    #expect(await ContinuousClock.now.hasCome())
  }

  @Test func isNotWaitedForByWhoIsCancelled() async {
    await withTaskGroup(of: Bool.self) { group in
      // Farther than any clock goes in one sleep.
      group.addTask { await (ContinuousClock.now + .seconds(99_999_999 * 3600)).hasCome() }
      group.cancelAll()
      #expect(await group.next() == false)
    }
  }

  /// What a body comes to, each time that it is said.
  private static func outcomes(
    _ scope: CancelScope = CancelScope(), by deadline: Duration, _ body: @escaping @Sendable () async -> String
  ) async -> [String?] {
    let said = Inbox<String?>()
    await scope.run(by: .now + deadline, orElse: "late", body) { said.put($0) }
    said.close()
    var outcomes: [String?] = []
    while let next = await said.take() { outcomes.append(next) }
    return outcomes
  }

  @Test func changesNothingForWhatEndsBefore() async {
    #expect(await Self.outcomes(by: .seconds(3600)) { "done" } == ["done"])
  }

  @Test func cancelsWhatTakesLonger() async {
    let outcomes = await Self.outcomes(by: .milliseconds(1)) {
      await Promise<Void>().wait() == nil ? "cancelled" : "done"
    }
    #expect(outcomes == ["late"])
  }

  @Test func isToldOfThoughTheBodyGoesOn() async {
    let isTold = Promise<Void>()
    await CancelScope().run(by: .now + .milliseconds(1), orElse: true) {
      _ = await isTold.wait()
      while !isTold.isFulfilled { await Task.yield() }
      return false
    } finish: {
      #expect($0 == true)
      isTold.fulfil()
    }
  }

  @Test func isNotToldOfWhereTheScopeIsCancelledOtherwise() async {
    let scope = CancelScope()
    let started = Promise<Void>()
    async let outcomes = Self.outcomes(scope, by: .seconds(3600)) {
      started.fulfil()
      return await Promise<Void>().wait() == nil ? "cancelled" : "done"
    }
    _ = await started.wait()
    scope.cancel()
    #expect(await outcomes == [nil])
  }
}
