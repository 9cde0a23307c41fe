internal import Glibc

enum Processors {
  /// The processors that are online; at least 1.
  static var count: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
