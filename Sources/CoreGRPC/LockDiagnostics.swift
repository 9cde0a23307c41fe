internal import Glibc

/// Debian builds Abseil, whose locks the core takes at every turn, with the search for lock cycles on. That costs a
/// tenth of a small call, and it looks for mistakes in the core that its authors look for themselves.
enum LockDiagnostics {
  /// Turns the search off, once, where this build of Abseil has it.
  static let off: Void = {
    // `absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore)`: a C++ function with C's calling convention.
    let name = "_ZN4absl7debian329SetMutexDeadlockDetectionModeENS0_15OnDeadlockCycleE"
    guard let function = dlsym(nil, name) else { return }
    unsafeBitCast(function, to: (@convention(c) (Int32) -> Void).self)(0)
  }()
}
