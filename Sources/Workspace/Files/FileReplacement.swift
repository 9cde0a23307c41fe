internal import Glibc

/// A new file beside the one it will replace. Until it is put in place nobody sees it; if that never happens it is
/// removed again and the old file is as it was.
struct FileReplacement: ~Copyable {
  /// The directory, which the maker keeps open as long as this exists.
  private let directory: Int32
  private let file: Descriptor
  private let temporaryName: String
  private let old: FileStatus?
  private var isInPlace = false

  /// Creates the file, empty. It gets the owner and mode of the `old` one, if there is one, when it is put in place.
  init(in directory: borrowing Descriptor, replacing old: FileStatus?) throws(Errno) {
    // Unpredictable, so that nobody can lay a trap under the name; exclusive, so that a trap would not be used.
    temporaryName = Self.makeName()
    // Closed to others until it has the old file's mode; a new file gets what the process's umask leaves.
    let mode: mode_t = old == nil ? 0o666 : 0o600
    file = try Descriptor(at: directory.number, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    self.directory = directory.number
    self.old = old
  }

  deinit {
    // A file that cannot be removed stays hidden under its reserved name; there is nobody to tell.
    if !isInPlace { _ = unlinkat(directory, temporaryName, 0) }
  }

  /// Writes `bytes`, waits until they are on the disk and only then lets the file take the place of `name`.
  mutating func put(_ bytes: UnsafeRawBufferPointer, inPlaceOf name: String) throws(Errno) {
    try file.write(bytes)
    if let old { try adopt(old) }
    try file.sync()
    guard renameat(directory, temporaryName, directory, name) == 0 else { throw Errno.last }
    isInPlace = true
  }

  private static func makeName() -> String {
    var random = SystemRandomNumberGenerator()
    return RelativePath.reservedPrefix + String(random.next(), radix: 36) + String(random.next(), radix: 36)
  }

  /// Whether a file was named like this by a replacement: the prefix and two numbers of 64 bits.
  static func makesName(_ name: String) -> Bool {
    guard name.hasPrefix(RelativePath.reservedPrefix) else { return false }
    let random = name.utf8.dropFirst(RelativePath.reservedPrefix.utf8.count)
    return (2...26).contains(random.count)
      && random.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }

  private func adopt(_ old: FileStatus) throws(Errno) {
    let mine = try file.status()
    if mine.user != old.user || mine.group != old.group {
      // Only a privileged process may give files away (EINVAL: to users its namespace knows); for others the file
      // becomes theirs, as with any editor.
      let given = fchown(file.number, old.user, old.group) == 0
      guard given || errno == EPERM || errno == EINVAL else { throw Errno.last }
    }
    guard fchmod(file.number, old.permissions) == 0 else { throw Errno.last }
  }
}
