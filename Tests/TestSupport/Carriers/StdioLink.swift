internal import Bytes
internal import CoreGRPC
internal import Foundation
internal import Glibc
internal import JSON
internal import MCPBridge
internal import MCPEngine
internal import StdioTransport
internal import Synchronization

/// Lines over a pair of pipes.
final class StdioLink: Link {
  private let connection: StdioConnection
  private let raise: @Sendable () -> Void
  /// The client's end to write to; -1 once closed.
  private let output: Mutex<Int32>

  private init(_ connection: StdioConnection, output: Int32, drain: @escaping @Sendable () -> Void) {
    self.connection = connection
    self.output = Mutex(output)
    raise = drain
  }

  func send(_ message: JSONValue) async throws { try await send(bytes: message.encodedJSONBytes().array) }

  func send(bytes: [UInt8]) async throws {
    try output.withLock { output in
      let line = bytes + [0x0A]
      var position = 0
      while position < line.count {
        let count = line[position...].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
        guard count > 0 else { throw TestFailure("the pipe took nothing: error \(errno)") }
        position += count
      }
    }
  }

  func cancel(_ id: JSONValue) async throws { try await send(Client.cancellation(of: id)) }

  func finish() async { closeOutput() }

  /// Stdio knows no reset: a client that is gone has closed its end, and its answers go nowhere.
  func reset() async { closeOutput() }

  func drain() async {
    connection.beginDraining()
    raise()
  }

  private func closeOutput() {
    output.withLock { output in
      if output >= 0 { close(output) }
      output = -1
    }
  }

  /// Serves a pair of pipes by `backend` for as long as `body` runs.
  static func with<Value>(
    _ backend: any Backend, _ setup: TestServer, _ inbox: Inbox<Received>, _ body: (any Link) async throws -> Value
  ) async throws -> Value {
    // A test may write to a server that has stopped reading.
    signal(SIGPIPE, SIG_IGN)
    let (toServer, fromServer) = (try Pipe.open(), try Pipe.open())
    let connection = StdioConnection(
      input: toServer.read, output: fromServer.write, maxLineBytes: setup.maxMessageBytes,
      onEnd: { setup.drain.raise() })
    let carrier = JSONRPCCarrier(
      connection, arrival: Arrival(carrier: StdioConnection.abilities, peer: TestPeer()),
      limits: JSONLimits(maximumDepth: setup.jsonDepth, maximumSizeBytes: setup.maxMessageBytes))
    let link = StdioLink(connection, output: toServer.write, drain: { setup.drain.raise() })
    return try await serving {
      async let reading: Void = readLines(fromServer.read, into: inbox)
      await backend.serve(carrier)
      await connection.finish()
      close(fromServer.write)
      close(toServer.read)
      await reading
    } during: {
      try await body(link)
    } stop: { failed in
      if failed { setup.probe.released.fulfil() }
      link.closeOutput()
    }
  }

  private static func received(_ line: ArraySlice<UInt8>) -> Received {
    do {
      return .message(try JSONValue.parse(SharedBytes(line)))
    } catch {
      return .failed(GRPCStatus(.internal, "the server wrote a line that is no JSON: \(error)"))
    }
  }

  /// Reads lines until the other end is closed, on a thread that may block.
  private static func readLines(_ descriptor: Int32, into inbox: Inbox<Received>) async {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "test.lines").async {
        var pending: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
          let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
          guard count > 0 else { break }
          pending += chunk[..<count]
          while let end = pending.firstIndex(of: 0x0A) {
            inbox.put(received(pending[..<end]))
            pending.removeSubrange(...end)
          }
        }
        close(descriptor)
        inbox.close()
        continuation.resume()
      }
    }
  }
}

/// The two ends of a pipe.
package struct Pipe: Sendable {
  package let read: Int32
  package let write: Int32

  /// - Throws: where the process has no descriptors left.
  package static func open() throws -> Pipe {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw TestFailure("there are no descriptors for a pipe") }
    return Pipe(read: ends[0], write: ends[1])
  }
}
