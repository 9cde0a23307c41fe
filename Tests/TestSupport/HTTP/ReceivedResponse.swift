/// A response as a strict client reads it.
package struct ReceivedResponse {
  package let status: Int
  package let headers: [String: String]
  package let body: [UInt8]

  package var text: String { String(decoding: body, as: UTF8.self) }
  package var closes: Bool { headers["connection"] == "close" }
}

extension RawClient {
  /// The next response; nil where the connection ends instead.
  package func response(toHead isHead: Bool = false) throws -> ReceivedResponse? {
    guard let (status, headers) = head() else { return nil }
    return try response(status: status, headers: headers, toHead: isHead)
  }

  /// The response whose head was read.
  package func response(
    status: Int, headers: [String: String], toHead isHead: Bool = false
  ) throws -> ReceivedResponse {
    if isHead || status < 200 || status == 204 || status == 304 {
      return ReceivedResponse(status: status, headers: headers, body: [])
    }
    if headers["transfer-encoding"] == "chunked" {
      return ReceivedResponse(status: status, headers: headers, body: try required(chunks(), "the last chunk is missing"))
    }
    guard let length = headers["content-length"].flatMap(Int.init) else {
      return ReceivedResponse(status: status, headers: headers, body: rest())
    }
    let body = read(length)
    guard body.count == length else { throw TestFailure("the body is cut") }
    return ReceivedResponse(status: status, headers: headers, body: body)
  }

  /// What is answered to this text.
  package func ask(_ request: String) throws -> ReceivedResponse {
    try send(request)
    return try required(try response(), "no answer to \(request.prefix(200))")
  }

  /// The status of what is answered to this text.
  package func status(_ request: String) throws -> Int { try ask(request).status }

  package func nextStatus(toHead isHead: Bool = false) throws -> Int? { try response(toHead: isHead)?.status }
  package func nextText() throws -> String? { try response()?.text }
  package func nextBody() throws -> [UInt8]? { try response()?.body }

  /// The status line and the fields, names in lower case.
  package func head() -> (status: Int, headers: [String: String])? {
    guard let first = line() else { return nil }
    var headers: [String: String] = [:]
    while let field = line(), !field.isEmpty {
      let parts = field.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
    }
    return (Int(first.split(separator: " ")[1]) ?? 0, headers)
  }

  /// One chunk; empty for the last; nil where the connection ends instead.
  package func chunk() -> [UInt8]? {
    guard let size = line().flatMap({ Int($0, radix: 16) }) else { return nil }
    let bytes = read(size)
    guard bytes.count == size, line() == "" else { return nil }
    return bytes
  }

  /// All chunks; nil where the last is missing.
  private func chunks() -> [UInt8]? {
    var body: [UInt8] = []
    while let next = chunk() {
      if next.isEmpty { return body }
      body += next
    }
    return nil
  }
}
