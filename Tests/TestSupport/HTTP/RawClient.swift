internal import Glibc
internal import TLSClient

/// One end of a socket: what a test says goes out as it is.
package final class RawClient: @unchecked Sendable {
  package struct Failure: Error {
    package let what: String
    package let number: Int32
  }

  private let descriptor: Int32
  private var received: [UInt8] = []
  private var tls: OpaquePointer?

  package init(port: Int, receiveBufferBytes: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var bytes = receiveBufferBytes {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    try connect(&address)
  }

  package init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try connect(&address)
  }

  deinit {
    if let tls { tls_client_free(tls) }
    close(descriptor)
  }

  /// What the client shows, and wants, in a TLS handshake.
  package struct Identity {
    package var certificatePEM: String
    package var keyPEM: String

    package init(certificatePEM: String, keyPEM: String) {
      self.certificatePEM = certificatePEM
      self.keyPEM = keyPEM
    }
  }

  /// Speaks TLS from now on. Answers the protocol agreed upon; nil where one side refuses the other, of which the server
  /// may tell only later.
  package func startTLS(roots: String, name: String, identity: Identity? = nil, protocols: String? = nil) -> String? {
    tls = withOptionalCString(identity?.certificatePEM) { certificate in
      withOptionalCString(identity?.keyPEM) { key in
        withOptionalCString(protocols) { protocols in
          tls_client_connect(descriptor, roots, name, certificate, key, protocols)
        }
      }
    }
    return tls.map { String(cString: tls_client_protocol($0)) }
  }

  private func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
  }

  private func connect<Address>(_ address: inout Address) throws {
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    guard result == 0 else { throw Failure(what: "connect", number: errno) }
  }

  package func send(_ text: String) throws { try send(Array(text.utf8)) }
  /// A character is a byte, as in ISO 8859-1: what is not ASCII is not UTF-8 then.
  package func send(latin1 text: String) throws { try send(text.unicodeScalars.map { UInt8($0.value) }) }

  package func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        guard let tls else { return Glibc.send(descriptor, rest.baseAddress!, rest.count, Int32(MSG_NOSIGNAL)) }
        return Int(tls_client_write(tls, rest.baseAddress!, rest.count))
      }
      guard count > 0 else { throw Failure(what: "send", number: errno) }
      sent += count
    }
  }

  /// Says that nothing more is sent.
  package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Ends the connection so that the other side sees a reset.
  package func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    leave()
  }

  /// Closes the connection; the other side sees no more than that nothing is sent, until it sends something itself.
  package func leave() {
    // The descriptor itself stays, and nobody else gets its number, until this object goes.
    let nowhere = open("/dev/null", O_RDWR)
    dup2(nowhere, descriptor)
    close(nowhere)
  }

  /// Lets whoever waits for bytes go on as if the connection had ended, which the other side does not see. May be
  /// called from any thread.
  package func interrupt() { shutdown(descriptor, Int32(SHUT_RD)) }

  /// Whether there is something to read, or the end, before so many milliseconds are over.
  package func hasInput(within milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return !received.isEmpty || poll(&wait, 1, milliseconds) > 0
  }

  /// So many bytes; fewer at the end of the connection.
  package func read(_ count: Int) -> [UInt8] {
    while received.count < count, fill() {}
    defer { received.removeFirst(min(count, received.count)) }
    return Array(received.prefix(count))
  }

  /// Up to and without the end of a line; nil at the end of the connection.
  package func line() -> String? {
    while true {
      if let end = received.firstIndex(of: 0x0A) {
        defer { received.removeFirst(end + 1) }
        return String(decoding: received[..<end].filter { $0 != 0x0D }, as: UTF8.self)
      }
      guard fill() else { return nil }
    }
  }

  /// All that still comes, up to the end of the connection.
  package func rest() -> [UInt8] {
    while fill() {}
    defer { received = [] }
    return received
  }

  /// All that has come so far.
  package func available() -> [UInt8] {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&wait, 1, 0) > 0, fill() {}
    defer { received = [] }
    return received
  }

  /// Whether the connection ends without another byte.
  package func isEnded() -> Bool { rest().isEmpty }

  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = tls.map { Int(tls_client_read($0, &chunk, chunk.count)) } ?? recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      received += chunk[..<count]
      return true
    }
  }
}
