import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(5))) struct AwaitedTests {
  private let awaited = Awaited<Int>()

  @Test func isSettledByTheFirst() async {
    awaited.settle(1)
    awaited.settle(2)
    #expect(await awaited.value() == 1)
  }

  @Test func isWaitedFor() async {
    async let value = awaited.value()
    awaited.settle(1)
    #expect(await value == 1)
  }

  @Test func settlesForSomethingElseWhenTimeIsOver() async {
    #expect(await awaited.value(within: .zero, late: 2, cancelled: 3) == 2)
    awaited.settle(1)
    #expect(await awaited.value() == 2)
  }

  @Test func settlesForSomethingElseWhenItsTaskIsCancelled() async {
    await withDiscardingTaskGroup { group in
      group.addTask { [awaited] in
        #expect(await awaited.value(within: .seconds(3600), late: 2, cancelled: 3) == 3)
      }
      group.cancelAll()
    }
  }

  @Test func comesBeforeItsTime() async {
    awaited.settle(1)
    #expect(await awaited.value(within: .seconds(3600), late: 2, cancelled: 3) == 1)
  }
}
