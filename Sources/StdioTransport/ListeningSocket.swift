internal import Glibc

/// A socket that listens for connections.
final class ListeningSocket: Sendable {
  private let descriptor: Int32
  /// The file of a Unix socket.
  private let file: (path: String, number: ino_t)?
  /// The port; 0 for a Unix socket.
  let port: Int

  private init(_ descriptor: Int32, port: Int, file: (path: String, number: ino_t)? = nil) {
    self.descriptor = descriptor
    self.port = port
    self.file = file
  }

  deinit {
    close(descriptor)
    // Another server may have put its own in the place of a file that somebody removed.
    if let file, Self.socketNumber(at: file.path) == file.number { unlink(file.path) }
  }

  /// - Parameter port: 0 for any free one.
  static func tcp(host: String, port: Int) throws(LineServerError) -> ListeningSocket {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
      throw LineServerError(.invalidAddress, "the address \(host) is not known")
    }
    defer { freeaddrinfo(found) }
    let descriptor = try open(Int32(found.pointee.ai_family))
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0, listen(descriptor, backlog) == 0
    else {
      throw refusal(of: "\(host):\(port)", descriptor)
    }
    return ListeningSocket(descriptor, port: SocketName.local(of: descriptor).port)
  }

  /// A file that nobody listens on any more is replaced.
  static func unix(path: String) throws(LineServerError) -> ListeningSocket {
    guard var address = SocketName.unix(path) else {
      throw LineServerError(.invalidAddress, "the path of a Unix socket has 1 to 107 bytes")
    }
    let descriptor = try open(AF_UNIX)
    var result = SocketName.with(&address) { bind(descriptor, $0, $1) }
    if result != 0, errno == EADDRINUSE, try isAbandoned(path, &address), unlink(path) == 0 {
      result = SocketName.with(&address) { bind(descriptor, $0, $1) }
    }
    guard result == 0, listen(descriptor, backlog) == 0, let number = socketNumber(at: path) else {
      throw refusal(of: path, descriptor)
    }
    return ListeningSocket(descriptor, port: 0, file: (path, number))
  }

  /// The next connection; nil once `waiting` was stopped. Blocks the thread.
  func accept(_ waiting: Waiting, idleTimeout: Duration) -> Socket? {
    while case .ready = waiting.wait(for: descriptor) {
      let connection = Glibc.accept(descriptor, nil, nil)
      if connection >= 0 {
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        return Socket(connection, peer: SocketName.peer(of: connection).text, idleTimeout: idleTimeout)
      }
      // Out of descriptors or memory: others have to end first. Anything else is about a client that has gone again.
      if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { waiting.pause(milliseconds: 100) }
    }
    return nil
  }

  /// Refuses who comes from now on, and closes those who wait; nobody accepts any more.
  func end() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    while true {
      let connection = Glibc.accept(descriptor, nil, nil)
      guard connection >= 0 else { return }
      close(connection)
    }
  }

  private static let backlog: Int32 = 128

  private static func open(_ family: Int32) throws(LineServerError) -> Int32 {
    // Not blocking: a client may have gone again before it is accepted.
    let flags = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let descriptor = socket(family, Int32(flags), 0)
    guard descriptor >= 0 else { throw LineServerError(.noResources, "no socket: \(String(cString: strerror(errno)))") }
    return descriptor
  }

  private static func refusal(of place: String, _ descriptor: Int32) -> LineServerError {
    let number = errno
    close(descriptor)
    return LineServerError(
      number == EADDRINUSE ? .addressInUse : .invalidAddress,
      "cannot listen on \(place): \(String(cString: strerror(number)))")
  }

  private static func isAbandoned(_ path: String, _ address: inout sockaddr_un) throws(LineServerError) -> Bool {
    guard socketNumber(at: path) != nil else { return false }
    let descriptor = try open(AF_UNIX)
    defer { close(descriptor) }
    let isAbandoned = SocketName.with(&address) { connect(descriptor, $0, $1) } != 0 && errno == ECONNREFUSED
    errno = EADDRINUSE
    return isAbandoned
  }

  /// What tells a socket's file from another at the same path; nil where there is none.
  private static func socketNumber(at path: String) -> ino_t? {
    var information = stat()
    guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK else { return nil }
    return information.st_ino
  }
}
