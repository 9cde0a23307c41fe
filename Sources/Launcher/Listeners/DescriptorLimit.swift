internal import Glibc

/// How many files and connections the process may have open.
enum DescriptorLimit {
  /// Raises it as far as the system lets us: shells and init systems begin with some 1,024 for the sake of programs that
  /// know no better, which is a tenth of the connections that HTTP takes. A gRPC listener that finds none left once
  /// (1.51) accepts nobody afterwards.
  static func raise() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(resource, &limit)
  }
}
