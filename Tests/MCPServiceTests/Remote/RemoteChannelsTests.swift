import CoreGRPC
import Testing

@testable import MCPService

@Suite(.timeLimit(.minutes(10))) struct RemoteChannelsTests {
  private func channels() throws -> RemoteChannels {
    try RemoteChannels(
      target: "unix:/tmp/rialto-tests-nobody-listens-here", credentials: .insecure, configuration: .defaults,
      callsPerChannel: 2)
  }

  @Test func aChannelThatIsFullIsJoinedByAnother() async throws {
    let channels = try channels()
    let first = try channels.take()
    #expect(try channels.take() === first)
    let second = try channels.take()
    #expect(second !== first)
    #expect(try channels.take() === second)
    channels.give(back: first)
    #expect(try channels.take() === first)
    await channels.close()
  }

  @Test func nothingIsTakenAfterItIsClosed() async throws {
    let channels = try channels()
    _ = try [channels.take(), channels.take(), channels.take()]
    await channels.close()
    let error = #expect(throws: GRPCError.self) { _ = try channels.take() }
    #expect(error?.code == .unavailable)
  }
}
