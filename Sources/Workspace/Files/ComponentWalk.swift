internal import Glibc

/// Resolution part by part, for systems without `openat2`: every part is opened without following links, links are
/// read and expanded here, and `..` never reaches the kernel.
///
/// `..` drops the last part found so far and walks the rest again from the root. So a directory that is moved out of
/// the workspace during the walk cannot lead to its new neighbours, and at most two descriptors are open at once.
struct ComponentWalk: ~Copyable {
  /// As many links as the kernel itself follows.
  private static let maximumLinks = 40
  /// Bounds the work of paths and links full of `..`.
  private static let maximumSteps = 4_096

  private static let here: [CChar] = [0x2E, 0]
  private static let up: [CChar] = [0x2E, 0x2E, 0]

  private let root: Int32
  /// The directory reached so far; a file only when nothing may follow.
  private var current: Descriptor
  /// The names that led to `current`, none of them a link; each ends in NUL, as all names here do.
  private var resolved: [[CChar]] = []
  /// What is left to do, the next part last.
  private var pending: [[CChar]] = []
  private var links = 0
  private var steps = 0

  init(root: Int32, path: String) throws(Errno) {
    self.root = root
    current = try Descriptor(at: root, ".", O_PATH | O_DIRECTORY)
    push(path.utf8)
  }

  mutating func open(_ flags: Int32) throws(Errno) -> Descriptor {
    while let name = pending.popLast() {
      steps += 1
      guard steps <= Self.maximumSteps else { throw Errno(ELOOP) }
      if name == Self.up {
        try goUp()
      } else if name == Self.here {
        guard try current.status().kind == .directory else { throw Errno(ENOTDIR) }
      } else if let opened = try step(name, flags) {
        return opened
      }
    }
    return try Descriptor(at: current.number, ".", flags)
  }

  /// Takes one name; the result is the opened file when it was the last one.
  private mutating func step(_ name: [CChar], _ flags: Int32) throws(Errno) -> Descriptor? {
    let next = try Descriptor(at: current.number, name, O_PATH | O_NOFOLLOW)
    let kind = try next.status().kind
    if kind == .symlink {
      try expand(next.linkTarget(of: ""))
      return nil
    }
    guard pending.isEmpty else {
      current = next
      resolved.append(name)
      return nil
    }
    if flags & O_DIRECTORY != 0 && kind != .directory { throw Errno(ENOTDIR) }
    if flags & O_PATH != 0 { return next }
    do {
      return try Descriptor(at: current.number, name, flags | O_NOFOLLOW)
    } catch let error where error.code == ELOOP || (error.code == ENOTDIR && kind == .directory) {
      // A link has taken the place of what was there a moment ago: look again.
      pending.append(name)
      return nil
    }
  }

  private mutating func goUp() throws(Errno) {
    guard try current.status().kind == .directory else { throw Errno(ENOTDIR) }
    guard !resolved.isEmpty else { throw Errno(EXDEV) }
    resolved.removeLast()
    pending.append(contentsOf: resolved.reversed())
    resolved.removeAll(keepingCapacity: true)
    current = try Descriptor(at: root, ".", O_PATH | O_DIRECTORY)
  }

  private mutating func expand(_ target: [UInt8]) throws(Errno) {
    links += 1
    guard links <= Self.maximumLinks else { throw Errno(ELOOP) }
    guard let first = target.first else { throw Errno(ENOENT) }
    guard first != UInt8(ascii: "/") else { throw Errno(EXDEV) }
    push(target)
  }

  /// Puts the parts of a path before everything that is pending. A slash at the end asks for a directory, as `.` does.
  private mutating func push(_ path: some BidirectionalCollection<UInt8>) {
    let slash = UInt8(ascii: "/")
    if path.last == slash { pending.append(Self.here) }
    for part in path.split(separator: slash).reversed() {
      pending.append(part.map { CChar(bitPattern: $0) } + [0])
    }
  }
}
