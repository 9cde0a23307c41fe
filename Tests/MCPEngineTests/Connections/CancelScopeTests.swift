import TestSupport
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(10))) struct CancelScopeTests {
  @Test func givesTheValueOfWhatRan() async {
    let scope = CancelScope()
    #expect(await scope.run { 7 } == 7)
    scope.cancel()
  }

  @Test func doesNotRunWhatWasCancelledBefore() async {
    let scope = CancelScope()
    let ran = Promise<Void>()
    scope.cancel()
    scope.cancel()
    #expect(await scope.run { ran.fulfil() } == nil)
    #expect(!ran.isFulfilled)
  }

  @Test func cancelsWhatRunsAndNothingAroundIt() async {
    let scope = CancelScope()
    let started = Promise<Void>()
    async let outcome = scope.run {
      started.fulfil()
      return await Promise<Void>().wait() == nil
    }
    _ = await started.wait()
    scope.cancel()
    #expect(await outcome == nil, "what was cancelled has no value, whatever it came to")
    #expect(!Task.isCancelled)
  }

  @Test func hearsOfTheCancellationOfTheTaskAroundIt() async {
    let scope = CancelScope()
    let started = Promise<Void>()
    await withTaskGroup(of: Bool?.self) { group in
      group.addTask {
        await scope.run {
          started.fulfil()
          return await Promise<Void>().wait() == nil
        }
      }
      _ = await started.wait()
      group.cancelAll()
      #expect(await group.next() == true)
    }
  }

  @Test func mayBeCancelledAtAnyMoment() async {
    for _ in 1...1000 {
      let scope = CancelScope()
      async let value = scope.run { 1 }
      async let _ = scope.cancel()
      let result = await value
      #expect(result == nil || result == 1)
    }
  }
}
