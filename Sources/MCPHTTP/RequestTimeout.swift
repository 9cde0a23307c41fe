internal import CoreHTTP
internal import MCPModel

extension HTTPExchange {
  /// When its requests have to be answered by: what gRPC clients and gateways say in `Grpc-Timeout`, which is up to
  /// eight digits and a unit (gRPC over HTTP/2, Requests, Timeout). Nil where it says nothing.
  ///
  /// - Throws: where it says something else.
  func deadline() throws(MCPError) -> ContinuousClock.Instant? {
    // Two of them, joined, are none.
    guard let text = joinedHeader("Grpc-Timeout") else { return nil }
    guard let timeout = Self.timeout(text) else {
      throw MCPError(.invalidRequest, "Grpc-Timeout: is not 1 to 8 digits, more than zero, and one of H, M, S, m, u, n")
    }
    return .now + timeout
  }

  private static func timeout(_ text: String) -> Duration? {
    let digits = text.utf8.dropLast()
    guard (1...8).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int64(text.dropLast()), count > 0
    else { return nil }
    return switch text.last {
    case "H": .seconds(count * 3600)
    case "M": .seconds(count * 60)
    case "S": .seconds(count)
    case "m": .milliseconds(count)
    case "u": .microseconds(count)
    case "n": .nanoseconds(count)
    default: nil
    }
  }
}
