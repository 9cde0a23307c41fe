import TestSupport
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(5))) struct SubscriptionTests {
  /// A client that reads a change, and the next one only when it is told to.
  private final class Reader: Sendable {
    let read = Inbox<ServerChange>()
    let goesOn = Inbox<Void>()

    @Sendable func take(_ change: ServerChange) async {
      read.put(change)
      _ = await goesOn.take()
    }
  }

  private static func with(
    _ filter: ChangeFilter, maximum: Int = 10,
    _ body: (Subscription, Reader, BackgroundTasks) async throws -> Void
  ) async throws {
    let background = BackgroundTasks(maximum: maximum)
    let reader = Reader()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await background.run() }
      defer { group.cancelAll() }
      try await body(Subscription(filter, background: background, deliver: reader.take), reader, background)
      reader.goesOn.close()
    }
  }

  private static let all = ChangeFilter(
    lists: [.toolsList, .promptsList, .resourcesList], resources: ["a", "b"])

  @Test func deliversInOrderWhatIsWanted() async throws {
    try await Self.with(Self.all) { subscription, reader, _ in
      subscription.start()
      for change in [.promptsList, .resource("c"), .toolsList, .resource("b")] as [ServerChange] {
        subscription.note(change)
      }
      for expected in [.promptsList, .toolsList, .resource("b")] as [ServerChange] {
        #expect(await reader.read.take() == expected)
        reader.goesOn.put(())
      }
    }
  }

  @Test func aSlowReaderIsToldOnceHoweverOftenSomethingChanges() async throws {
    try await Self.with(Self.all) { subscription, reader, _ in
      subscription.start()
      subscription.note(.toolsList)
      #expect(await reader.read.take() == .toolsList)
      for number in 1...10_000 {
        subscription.note(.toolsList)
        subscription.note(.resource("a"))
        subscription.note(.resource("\(number)"))
      }
      reader.goesOn.put(())
      #expect(await reader.read.take() == .toolsList, "it changed again after it was told")
      reader.goesOn.put(())
      #expect(await reader.read.take() == .resource("a"))
      reader.goesOn.put(())
      subscription.note(.promptsList)
      #expect(await reader.read.take() == .promptsList, "and nothing is between")
    }
  }

  @Test func waitsUntilItIsStarted() async throws {
    try await Self.with(Self.all) { subscription, reader, background in
      subscription.note(.toolsList)
      subscription.note(.toolsList)
      #expect(background.running == 0)
      subscription.start()
      #expect(await reader.read.take() == .toolsList)
    }
  }

  @Test func afterItsEndNothingIsDelivered() async throws {
    try await Self.with(Self.all) { subscription, reader, _ in
      subscription.start()
      subscription.note(.toolsList)
      #expect(await reader.read.take() == .toolsList)
      subscription.note(.promptsList)
      async let finished: Void = subscription.finish()
      subscription.end()
      reader.goesOn.put(())
      await finished
      subscription.note(.promptsList)
      #expect(reader.read.count == 0)
    }
  }

  @Test func endsAtOnceWhereNothingIsBeingSent() async {
    // Nothing runs in the background, as when the engine has ended.
    let background = BackgroundTasks(maximum: 10)
    let subscription = Subscription(Self.all, background: background) { _ in }
    subscription.start()
    subscription.note(.toolsList)
    await subscription.finish()
    // What has not begun refers to the subscription, and the other way round.
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await background.run() }
      group.cancelAll()
    }
    #expect(background.running == 0)
  }

  @Test func whereTooMuchIsUnderWayAChangeWaitsForTheNext() async throws {
    try await Self.with(Self.all, maximum: 1) { subscription, reader, background in
      subscription.start()
      let release = Promise<Void>()
      #expect(background.start { _ = await release.wait() })
      subscription.note(.toolsList)
      release.fulfil()
      while background.running > 0 { await Task.yield() }
      #expect(reader.read.count == 0)
      subscription.note(.promptsList)
      #expect(await reader.read.take() == .toolsList)
      reader.goesOn.put(())
      #expect(await reader.read.take() == .promptsList)
    }
  }

  @Test func resourcesComeAndGoUpToABound() async throws {
    try await Self.with(ChangeFilter()) { subscription, reader, _ in
      subscription.start()
      #expect(subscription.addResource("a", maximum: 2) && subscription.addResource("b", maximum: 2))
      #expect(!subscription.addResource("c", maximum: 2) && subscription.addResource("a", maximum: 2))
      subscription.note(.resource("a"))
      #expect(await reader.read.take() == .resource("a"))
      subscription.note(.resource("b"))
      subscription.removeResource("b")
      subscription.note(.resource("b"))
      subscription.note(.resource("a"))
      reader.goesOn.put(())
      #expect(await reader.read.take() == .resource("a"), "what nobody wants any more is not delivered")
    }
  }
}
