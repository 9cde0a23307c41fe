import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(5))) struct ClientRequestsTests {
  private final class Sink: MessageSink {
    let sent = Inbox<JSONRPCMessage>()
    let delivers: Bool
    init(delivers: Bool = true) { self.delivers = delivers }

    func send(_ message: JSONRPCMessage) async -> Bool {
      sent.put(message)
      return delivers
    }

    /// The next message, which has to be a request.
    func request() async throws -> JSONRPCRequest {
      guard case .request(let request)? = await sent.take() else { throw TestFailure("no request was sent") }
      return request
    }
  }

  private static func ask(
    _ requests: ClientRequests, _ sink: Sink, timeout: Duration = .seconds(600)
  ) async -> Result<JSONValue, ClientInputError> {
    do throws(ClientInputError) {
      return .success(try await requests.call("roots/list", nil, form: .json, over: sink, timeout: timeout))
    } catch {
      return .failure(error)
    }
  }

  private static func code(_ result: Result<JSONValue, ClientInputError>) -> ClientInputError.Code? {
    if case .failure(let error) = result { error.code } else { nil }
  }

  @Test func eachHasItsOwnIdAndItsOwnAnswer() async throws {
    let (requests, sink) = (ClientRequests(maximum: 2), Sink())
    async let first = Self.ask(requests, sink)
    let one = try await sink.request()
    async let second = Self.ask(requests, sink)
    let two = try await sink.request()
    #expect(one.id != two.id && requests.waitingCount == 2)
    requests.deliver(JSONRPCResponse(id: two.id, outcome: .success(.value(["n": 2]))))
    requests.deliver(JSONRPCResponse(id: one.id, outcome: .success(.value(["n": 1]))))
    requests.deliver(JSONRPCResponse(id: one.id, outcome: .success(.value(["n": 3]))))
    requests.deliver(JSONRPCResponse(id: nil, outcome: .success(.value([:]))))
    #expect(try await first.get() == ["n": 1])
    #expect(try await second.get() == ["n": 2])
    #expect(requests.waitingCount == 0)
  }

  @Test func anErrorIsARefusal() async throws {
    let (requests, sink) = (ClientRequests(maximum: 1), Sink())
    async let answer = Self.ask(requests, sink)
    let request = try await sink.request()
    requests.deliver(JSONRPCResponse(id: request.id, outcome: .failure(MCPError(.init(rawValue: -1), "never"))))
    let result = await answer
    #expect(Self.code(result) == .refused)
    #expect(throws: ClientInputError.self) { try result.get() }
  }

  @Test func whatCannotBeSentOrIsTooMuchHasNoAnswer() async throws {
    let requests = ClientRequests(maximum: 1)
    #expect(Self.code(await Self.ask(requests, Sink(delivers: false))) == .unreachable)
    #expect(requests.waitingCount == 0)
    let sink = Sink()
    async let first = Self.ask(requests, sink)
    let request = try await sink.request()
    #expect(Self.code(await Self.ask(requests, sink)) == .overloaded)
    requests.deliver(JSONRPCResponse(id: request.id, outcome: .success(.value([:]))))
    #expect(try await first.get() == [:])
  }

  @Test func whatIsGivenUpIsCancelledAtTheClient() async throws {
    let (requests, sink) = (ClientRequests(maximum: 10), Sink())
    #expect(Self.code(await Self.ask(requests, sink, timeout: .zero)) == .timedOut)
    let late = try await sink.request()
    guard case .notification(let first)? = await sink.sent.take() else { throw TestFailure("nobody was told") }
    #expect(first.cancelledRequest == late.id)

    try await withThrowingTaskGroup(of: ClientInputError.Code?.self) { group in
      group.addTask { Self.code(await Self.ask(requests, sink)) }
      let cancelled = try await sink.request()
      group.cancelAll()
      #expect(try await group.next() == .timedOut)
      guard case .notification(let second)? = await sink.sent.take() else { throw TestFailure("nobody was told") }
      #expect(second.cancelledRequest == cancelled.id)
    }
    #expect(requests.waitingCount == 0)
  }

  @Test func afterTheEndNothingIsAsked() async throws {
    let (requests, sink) = (ClientRequests(maximum: 10), Sink())
    async let answer = Self.ask(requests, sink)
    _ = try await sink.request()
    requests.close()
    requests.close()
    #expect(Self.code(await answer) == .unreachable)
    #expect(Self.code(await Self.ask(requests, sink)) == .unreachable)
    #expect(sink.sent.count == 0 && requests.waitingCount == 0)
  }
}
