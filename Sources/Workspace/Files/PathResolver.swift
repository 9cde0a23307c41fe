internal import Glibc

/// Opens paths below one directory so that nothing outside it can be reached, whatever links the tree holds and
/// whoever changes it meanwhile: the check and the opening are one step, there is no moment between them.
///
/// Refusals come as error numbers: `EXDEV` for a path that leaves, `ELOOP` for too many links or a forbidden one.
/// A link with an absolute target counts as leaving, even where the target is inside.
struct PathResolver: ~Copyable, Sendable {
  /// How paths are resolved.
  enum Strategy: Sendable {
    /// The kernel does it where it can, else this library.
    case automatic
    /// `openat2`, Linux 5.6 and later; opening the workspace fails without it.
    case kernel
    /// Part by part in this library: for kernels and containers that refuse `openat2`.
    case walk
  }

  /// The directory everything is relative to.
  let root: Descriptor
  private let kernel: KernelResolution?

  init(root: consuming Descriptor, strategy: Strategy) throws(Errno) {
    switch strategy {
    case .walk:
      kernel = nil
    case .kernel:
      kernel = try KernelResolution(root: root.number)
    case .automatic:
      do {
        kernel = try KernelResolution(root: root.number)
      } catch {
        // ENOSYS on an old kernel, EPERM under a container's filter: the walk needs neither.
        kernel = nil
      }
    }
    self.root = root
  }

  /// Opens what `path` leads to, following links that stay inside.
  ///
  /// `flags` may not create anything. Add `O_NONBLOCK` when opening for reading: a fifo must not block the caller.
  func open(_ path: RelativePath, _ flags: Int32) throws(Errno) -> Descriptor {
    if let kernel, let opened = try kernel.open(path.text, flags, below: root.number) {
      return opened
    }
    var walk = try ComponentWalk(root: root.number, path: path.text)
    return try walk.open(flags)
  }
}
