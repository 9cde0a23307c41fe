import CoreGRPC
import TestSupport
import Testing

@testable import MCPService

@Suite struct LossNotesTests {
  @Test func theSameIsSaidOnceAMinute() async {
    let said = Inbox<String>()
    let notes = LossNotes(target: "there", note: { said.put($0) })
    let start = ContinuousClock.now
    let refused = GRPCError(.unavailable, "refused"), reset = GRPCError(.unavailable, "reset")
    for (error, seconds) in [(refused, 0), (refused, 59), (reset, 59), (reset, 60), (reset, 119)] {
      notes.add(error, now: start + .seconds(seconds))
    }
    notes.add(GRPCError(.cancelled, "its client has left"), now: start)
    #expect(said.count == 3)
    #expect(await said.take() == "the server at there does not answer: refused")
  }
}
