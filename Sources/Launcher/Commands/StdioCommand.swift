internal import JSON
internal import MCPBridge
internal import MCPEngine
internal import StdioTransport

/// `stdio`: a backend over standard input and output, until the input ends or a signal comes.
struct StdioCommand {
  let configuration: Configuration
  let backend: any Backend
  let drain: DrainSignal
  let signals: ShutdownSignals

  func run() async {
    let connection = StdioConnection(maxLineBytes: configuration.stdio.maxLineBytes) { drain.raise() }
    let carrier = JSONRPCCarrier(
      connection, arrival: Arrival(carrier: StdioConnection.abilities, peer: StdioPeer()),
      limits: JSONLimits(
        maximumDepth: configuration.jsonDepth, maximumSizeBytes: configuration.stdio.maxLineBytes))
    signals.onFirst {
      connection.beginDraining()
      // The time to drain begins now, even where a peer that does not read keeps the reader from noticing.
      drain.raise()
    }
    await connection.serve(carrier, by: backend, ended: drain) { [configuration] in configuration.drainTimeout }
  }
}

/// The parent process, of which nothing is known.
private final class StdioPeer: Peer {
  var address: String { "stdio" }
}
