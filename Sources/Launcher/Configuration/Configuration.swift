/// Why this room exists: a program of Rialto is started from flags, environment variables and a file, and what these
/// may say has to be written down once. The two folders `Configuration` and `CommandLine` turn them into typed values
/// without doing anything themselves: arguments, environment and file contents are handed in, texts and exit codes
/// handed out. They import JSON and Bytes only.

/// Everything about a running Rialto that a person may choose.
///
/// A fresh value holds the defaults. Bounds are in the rows of `Configuration.keys`, which also give each value its
/// flag, its environment variable and its place in the configuration file.
package struct Configuration: Sendable, Equatable {
  package var grpc = GRPC()
  package var workspace = Workspace()
  package var limits = Limits()
  package var stdio = Stdio()
  package var connect = Connect()
  /// How long requests that are being answered may go on after SIGTERM.
  package var drainTimeout = Duration.seconds(30)
  /// Whether the tools `echo` and `wait` are offered.
  package var diagnostics = false

  package init() {}

  /// The gRPC server and, for the size limits, the gRPC client.
  package struct GRPC: Sendable, Equatable {
    /// Where the server listens; port 0 lets the system choose one.
    package var listen = NetworkAddress.standard
    /// Threads that serve gRPC; 0 means one for each core.
    package var eventLoops = 0
    /// The largest message that is received or sent.
    package var maxMessageBytes = 4 << 20
    /// Calls that one connection may have open at the same time.
    package var maxConcurrentStreams = 1024
    /// The metadata of one call in each direction.
    package var maxMetadataBytes = 16 << 10
    /// A connection that has been silent for so long is pinged.
    package var keepaliveTime = Duration.seconds(2 * 60 * 60)
    /// A ping that is not answered for so long ends the connection.
    package var keepaliveTimeout = Duration.seconds(20)
    /// A client that pings more often is told to go away.
    package var minPingInterval = Duration.seconds(10)
    /// How long a connection may live before its client is asked to open a new one; nil means without end.
    package var maxConnectionAge: Duration?
    /// How long the calls of a connection that is too old may go on; nil means until they end.
    package var maxConnectionAgeGrace: Duration?
    /// How long a connection may be without calls before it is closed; nil means without end.
    package var maxConnectionIdle: Duration?
    /// Above so many waiting bytes the writer of a stream is made to wait.
    package var streamBufferBytes = 64 << 10
    /// Whether server reflection is offered.
    package var reflection = true
  }

  /// The folder that the built-in tools and resources work on.
  package struct Workspace: Sendable, Equatable {
    /// The folder; a relative path starts at the working directory of the process.
    package var directory = "."
    /// The largest file that is read or written. In base64 it has to fit into one message, twice.
    package var maxFileBytes = 1 << 20
    /// Entries that one listing looks at; a larger folder is an error.
    package var maxDirectoryEntries = 100_000
  }

  /// The bounds of the engine. What goes over one of them is answered with an error.
  package struct Limits: Sendable, Equatable {
    /// Requests of one connection that run at the same time; more wait.
    package var inFlightPerConnection = 256
    /// Requests of one connection that wait for their turn; more are refused.
    package var waitingPerConnection = 1024
    /// Blocking handlers (files, processes) that run at the same time, over all connections.
    package var blockingThreads = 16
    /// Blocking handlers that wait for a thread; more are refused.
    package var blockingQueue = 4096
    /// Legacy sessions that exist at the same time; one more is refused.
    package var sessions = 10_000
    /// How long a legacy session lives without being used.
    package var sessionIdle = Duration.seconds(30 * 60)
    /// Entries in one page of a list.
    package var pageSize = 200
    /// How many JSON containers may be nested in each other.
    package var jsonDepth = 128
  }

  /// Messages over standard input and output.
  package struct Stdio: Sendable, Equatable {
    /// The longest line, which is one message, that is received or sent.
    package var maxLineBytes = 4 << 20
  }

  /// The Rialto server that a client command talks to.
  package struct Connect: Sendable, Equatable {
    /// The server; nil makes `stdio` serve in its own process, and the client commands use `NetworkAddress.standard`.
    package var address: NetworkAddress?
    /// How long connecting may take.
    package var timeout = Duration.seconds(10)
  }
}
