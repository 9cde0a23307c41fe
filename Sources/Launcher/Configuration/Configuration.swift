/// This folder and `CommandLine` turn flags, environment variables and a file into typed values without doing anything
/// themselves: arguments, environment and file contents are handed in, texts and exit codes handed out.

package import CoreGRPC
internal import CoreHTTP
package import MCPEngine

/// Everything that may be chosen about any server program. What only one program has is in its own settings.
///
/// A fresh value holds the defaults. Bounds are in the rows of `Configuration.keys`, which also give each value its
/// flag, its environment variable and its place in the configuration file.
package struct Configuration: Sendable {
  package var grpc = GRPC()
  package var http = HTTP()
  package var limits = EngineLimits.defaults
  /// How many JSON containers may be nested in each other.
  package var jsonDepth = 128
  package var state = State()
  package var stdio = Stdio()
  package var lines = Lines()
  package var connect = Connect()
  /// How long requests that are being answered may go on after SIGTERM.
  package var drainTimeout = Duration.seconds(30)

  package init() {}

  /// The gRPC server.
  package struct GRPC: Sendable {
    /// Where the server listens; port 0 lets the system choose one.
    package var listen = NetworkAddress.standard
    /// Threads that serve gRPC; 0 means one for each core.
    package var eventLoops = 0
    /// Its other limits. Clients of this machine and of a data centre may ping more often than the room's default
    /// lets them, and a stream holds less.
    package var limits: GRPCServerConfiguration = {
      var limits = GRPCServerConfiguration.defaults
      limits.minPingInterval = .seconds(10)
      limits.streamHighWaterBytes = 64 << 10
      return limits
    }()
    /// Whether server reflection is offered.
    package var reflection = true
    package var tls = ServerTLSFiles(group: "grpc")

    /// The largest message that is received or sent.
    package var maxMessageBytes: Int {
      get { limits.maxReceiveMessageBytes }
      set {
        limits.maxReceiveMessageBytes = newValue
        limits.maxSendMessageBytes = newValue
      }
    }

    package var serverConfiguration: GRPCServerConfiguration {
      var configuration = limits
      if eventLoops > 0 { configuration.eventLoops = eventLoops }
      return configuration
    }
  }

  /// What clients carry for the server, sealed.
  package struct State: Sendable {
    /// Keys of 32 bytes in base64: the first seals, all of them open. Without one the process makes its own.
    package var keys = Secret<[String]>([])
  }

  /// Messages over standard input and output, and those of a client.
  package struct Stdio: Sendable {
    /// The longest line, which is one message, that is received or sent.
    package var maxLineBytes = 4 << 20
  }

  /// The server that a client command talks to.
  package struct Connect: Sendable {
    /// The server; nil makes `stdio` serve in its own process, and the client commands use `NetworkAddress.standard`.
    package var address: NetworkAddress?
    /// How long connecting may take.
    package var timeout = Duration.seconds(10)
    /// How many calls share a connection of a bridge; more open another. Servers take at least so many (RFC 9113,
    /// section 6.5.2).
    package var callsPerConnection = 100
    /// When a bridge pings a server that is silent though calls are open, and how long it waits for the answer.
    package var keepaliveTime = Duration.seconds(30)
    package var keepaliveTimeout = Duration.seconds(20)
    /// The longest pause of a bridge between two attempts to connect.
    package var maxReconnectPause = Duration.seconds(1)
    /// The longest that a bridge lets a request take; nil for no limit.
    package var requestTimeout: Duration?
    package var tls = ClientTLSFiles()
  }
}
