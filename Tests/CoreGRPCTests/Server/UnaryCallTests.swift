import Bytes
import CoreGRPC
import TestSupport
import Testing

@Suite("A unary call")
struct UnaryCallTests {
  @Test("is answered at once", arguments: [0, 1, 100, 3000, 100_000, 3_000_000])
  func now(byteCount: Int) async throws {
    let message = SharedBytes((0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try await withServer([.unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) }]) {
      _, channel in
      let response = try await channel.unary("/test.Echo/Now", message)
      #expect(response.message == message)
    }
  }

  @Test("is answered later, by a task")
  func later() async throws {
    let method = GRPCMethod.unary("/test.Echo/Later") { _, message in
      .later {
        await Task.yield()
        return GRPCReply(message: message)
      }
    }
    try await withServer([method]) { _, channel in
      for index in 0..<100 {
        let response = try await channel.unary("/test.Echo/Later", .text("\(index)"))
        #expect(response.message.string == "\(index)")
      }
    }
  }

  @Test("gives every one of many concurrent callers its own answer")
  func concurrent() async throws {
    let methods: [GRPCMethod] = [
      .unary("/test.Echo/Now") { _, message in .now(GRPCReply(message: message)) },
      .unary("/test.Echo/Later") { _, message in .later { GRPCReply(message: message) } },
    ]
    try await withServer(methods) { _, channel in
      try await withThrowingDiscardingTaskGroup { group in
        for caller in 0..<500 {
          group.addTask {
            let path = caller.isMultiple(of: 2) ? "/test.Echo/Now" : "/test.Echo/Later"
            let response = try await channel.unary(path, .text("caller \(caller)"))
            #expect(response.message.string == "caller \(caller)")
          }
        }
      }
    }
  }

  @Test("carries the status and the text of a failure")
  func failure() async throws {
    let method = GRPCMethod.unary("/test.Echo/Fail") { _, _ in
      .now(GRPCReply(failure: GRPCStatus(.permissionDenied, "100 % grüßend no")))
    }
    try await withServer([method]) { _, channel in
      let error = try await grpcError { _ = try await channel.unary("/test.Echo/Fail", SharedBytes()) }
      #expect(error.status == GRPCStatus(.permissionDenied, "100 % grüßend no"))
    }
  }

  @Test("of a method nobody registered is UNIMPLEMENTED, again and again")
  func unknownMethod() async throws {
    try await withServer([]) { _, channel in
      for _ in 0..<50 {
        let error = try await grpcError { _ = try await channel.unary("/test.Echo/Nowhere", SharedBytes()) }
        #expect(error.code == .unimplemented)
      }
    }
  }

  @Test("knows its client's address and deadline")
  func callFacts() async throws {
    let facts = Promise<(String, Duration?)>()
    let method = GRPCMethod.unary("/test.Echo/Facts") { call, message in
      let left = call.deadline.map { ContinuousClock.now.duration(to: $0) }
      facts.fulfil((call.peer, left))
      return .now(GRPCReply(message: message))
    }
    try await withServer([method]) { _, channel in
      _ = try await channel.unary("/test.Echo/Facts", SharedBytes(), CallOptions(deadline: .seconds(1000)))
      let (peer, left) = try #require(await facts.wait())
      #expect(peer.hasPrefix("ipv4:127.0.0.1:"))
      let seconds = try #require(left)
      // The core may round up what it writes, to three digits.
      #expect(seconds > .seconds(500) && seconds <= .seconds(1010))
    }
  }

  @Test("has no deadline unless the client gave one")
  func noDeadline() async throws {
    let method = GRPCMethod.unary("/test.Echo/Facts") { call, message in
      .now(GRPCReply(message: .text(call.deadline == nil ? "none" : "some")))
    }
    try await withServer([method]) { _, channel in
      let response = try await channel.unary("/test.Echo/Facts", SharedBytes())
      #expect(response.message.string == "none")
    }
  }

  @Test("may be kept by its handler after it ended, while other calls come")
  func keptCall() async throws {
    let kept = Promise<ServerCall>()
    let method = GRPCMethod.unary("/test.Echo/Keep") { call, message in
      kept.fulfil(call)
      return .now(GRPCReply(message: message))
    }
    try await withServer([method], keptCalls: 1) { _, channel in
      for index in 0..<200 {
        _ = try await channel.unary(
          "/test.Echo/Keep", SharedBytes(), CallOptions(metadata: ["number": "\(index)"]))
      }
      let first = try #require(await kept.wait())
      #expect(first.metadata(first: "number") == "0")
    }
  }
}
