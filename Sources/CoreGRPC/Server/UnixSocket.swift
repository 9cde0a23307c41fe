internal import Glibc

/// Looks at the file of a Unix socket before the core does: the core would replace even a live one.
enum UnixSocket {
  /// Removes the file that a dead server left at a `unix:` address. Other addresses are left alone.
  ///
  /// - Throws: `failedPrecondition` when a server is alive there, `invalidArgument` when the path is too long or names
  ///   something else.
  static func makeWay(for address: String) throws(GRPCError) {
    guard address.hasPrefix("unix:") else { return }
    var path = address.dropFirst("unix:".count)
    if path.hasPrefix("//") { path = path.dropFirst(2) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: target.sun_path)
    guard !path.isEmpty, path.utf8.count < capacity, !path.utf8.contains(0) else {
      throw GRPCError(.invalidArgument, "a Unix socket's path has 1 to \(capacity - 1) bytes")
    }
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path.utf8) }

    var information = stat()
    guard lstat(String(path), &information) == 0 else { return }
    guard information.st_mode & S_IFMT == S_IFSOCK else {
      throw GRPCError(.invalidArgument, "\(path) exists and is not a socket")
    }
    guard try isAbandoned(&target) else {
      throw GRPCError(.failedPrecondition, "another server listens on \(path)")
    }
    guard unlink(String(path)) == 0 || errno == ENOENT else {
      throw GRPCError(.failedPrecondition, "cannot remove the abandoned \(path)", cause: SystemError(number: errno))
    }
  }

  private static func isAbandoned(_ target: inout sockaddr_un) throws(GRPCError) -> Bool {
    // Not blocking: a live server with a full backlog would keep us waiting.
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else {
      throw GRPCError(.resourceExhausted, "no descriptor to look at a socket", cause: SystemError(number: errno))
    }
    defer { close(descriptor) }
    let result = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return result != 0 && errno == ECONNREFUSED
  }
}
