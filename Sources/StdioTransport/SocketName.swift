internal import Glibc

/// The address of one end of a socket.
struct SocketName {
  /// As gRPC writes it: `ipv4:ADDRESS:PORT`, `ipv6:%5BADDRESS%5D:PORT` or `unix:`.
  let text: String
  /// 0 where there is none.
  let port: Int

  static func local(of descriptor: Int32) -> SocketName { SocketName { getsockname(descriptor, $0, $1) } }
  static func peer(of descriptor: Int32) -> SocketName { SocketName { getpeername(descriptor, $0, $1) } }

  private init(_ fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST)), service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let isNamed = withUnsafeMutableBytes(of: &storage) { bytes in
      let address = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      guard fill(address, &length) == 0, address.pointee.sa_family != sa_family_t(AF_UNIX) else { return false }
      let flags = NI_NUMERICHOST | NI_NUMERICSERV
      return getnameinfo(
        address, length, &host, socklen_t(host.count), &service, socklen_t(service.count), flags) == 0
    }
    guard isNamed else {
      text = "unix:"
      port = 0
      return
    }
    let name = Self.string(host)
    port = Int(Self.string(service)) ?? 0
    text = name.contains(":") ? "ipv6:%5B\(name)%5D:\(port)" : "ipv4:\(name):\(port)"
  }

  private static func string(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The address of a Unix socket; nil where the path is too long for one.
  static func unix(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard !path.isEmpty, path.utf8.count < capacity, !path.utf8.contains(0) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
  }

  static func with(
    _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
