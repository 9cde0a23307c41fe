internal import Glibc

/// A connection to a server that is probed: everything on it has to be over by one deadline. It blocks its thread.
struct ProbeSocket: ~Copyable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The most that an answer may have.
  static let maxAnswerBytes = 4 << 20

  private let descriptor: Int32
  private let deadline: ContinuousClock.Instant
  /// What has been received and not taken.
  private var received: [UInt8] = []

  init(_ url: ProbeURL, deadline: ContinuousClock.Instant) throws(Failure) {
    self.deadline = deadline
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(url.host, String(url.port), &hints, &found) == 0, let first = found else {
      throw Failure(description: "the name \(url.host) is not known")
    }
    defer { freeaddrinfo(first) }
    var reason = ""
    var next = found
    while let candidate = next?.pointee {
      switch Self.connect(to: candidate, by: deadline) {
      case .success(let connected):
        descriptor = connected
        return
      case .failure(let failure): reason = failure.description
      }
      next = candidate.ai_next
    }
    throw Failure(description: "\(url.authority): \(reason)")
  }

  deinit { close(descriptor) }

  private static func connect(to place: addrinfo, by deadline: ContinuousClock.Instant) -> Result<Int32, Failure> {
    let flags = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let made = socket(place.ai_family, Int32(flags), 0)
    guard made >= 0 else { return .failure(Failure(description: String(cString: strerror(errno)))) }
    var failure = Glibc.connect(made, place.ai_addr, place.ai_addrlen) == 0 ? 0 : errno
    if failure == EINPROGRESS {
      var length = socklen_t(MemoryLayout<Int32>.size)
      if !wait(made, Int16(POLLOUT), by: deadline) {
        failure = ETIMEDOUT
      } else if getsockopt(made, SOL_SOCKET, SO_ERROR, &failure, &length) != 0 {
        failure = errno
      }
    }
    guard failure != 0 else { return .success(made) }
    close(made)
    return .failure(Failure(description: String(cString: strerror(failure))))
  }

  /// - Returns: false where the deadline has passed.
  private static func wait(_ descriptor: Int32, _ events: Int16, by deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let rest = deadline - .now
      guard rest > .zero else { return false }
      var one = pollfd(fd: descriptor, events: events, revents: 0)
      let count = poll(&one, 1, Int32(clamping: Int64(rest / .milliseconds(1)) + 1))
      if count > 0 { return true }
      if count < 0 && errno != EINTR { return false }
    }
  }

  func send(_ bytes: [UInt8]) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard Self.wait(descriptor, Int16(POLLOUT), by: deadline) else { throw Self.late }
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN { throw Self.closed }
    }
  }

  /// Exactly so many bytes.
  mutating func take(_ count: Int) throws(Failure) -> [UInt8] {
    while received.count < count { guard try receive() else { throw Self.closed } }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  /// The head of an HTTP answer: all up to the empty line, which is taken with it.
  mutating func takeHead() throws(Failure) -> String {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let index = received.indices.first(where: { received[$0...].starts(with: end) }) {
        return String(decoding: try take(index + end.count), as: UTF8.self)
      }
      guard try receive() else { throw Self.closed }
    }
  }

  /// Everything up to the end of the connection.
  mutating func takeRest() throws(Failure) -> [UInt8] {
    while try receive() {}
    defer { received = [] }
    return received
  }

  /// - Returns: false where the server has sent all.
  private mutating func receive() throws(Failure) -> Bool {
    guard received.count < Self.maxAnswerBytes else { throw Failure(description: "the answer is too long") }
    guard Self.wait(descriptor, Int16(POLLIN), by: deadline) else { throw Self.late }
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return true }
    guard count >= 0 else { throw Self.closed }
    received += chunk[..<count]
    return count > 0
  }

  private static let late = Failure(description: "no answer in time")
  private static let closed = Failure(description: "the server closed the connection")
}
