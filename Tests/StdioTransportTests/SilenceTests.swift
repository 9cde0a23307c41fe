import Synchronization
import Testing

@testable import StdioTransport

@Suite("The silence of a connection")
struct SilenceTests {
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
  }

  @Test("lasts until its limit, and begins anew whenever something is carried")
  func limit() {
    let clock = Clock()
    let silence = Silence(limit: .seconds(10)) { clock.now }
    #expect(silence.remaining == .seconds(10))
    clock.advance(by: .seconds(9))
    #expect(silence.remaining == .seconds(1))
    silence.end()
    #expect(silence.remaining == .seconds(10))
    clock.advance(by: .seconds(10))
    #expect(silence.remaining == .zero)
    clock.advance(by: .seconds(1))
    #expect(silence.remaining == .zero)
  }
}
