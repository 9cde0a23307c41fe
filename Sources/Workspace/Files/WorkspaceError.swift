internal import Glibc

/// Why a file operation was refused or failed.
///
/// The message is safe to show to a peer: it names the relative path the peer gave, never where the workspace is.
package struct WorkspaceError: Error, Sendable, Equatable {
  package enum Code: String, Sendable {
    case notFound
    case isDirectory
    case notDirectory
    /// A fifo, socket or device: only regular files have contents here.
    case notRegularFile
    /// The path, or a symbolic link on it, leaves the workspace.
    case outside
    case alreadyExists
    case notEmpty
    case tooLarge
    /// The path can never name a file here: empty, too long, a NUL, a reserved name, a loop of links.
    case invalidPath
    case permissionDenied
    case noSpace
    /// More directory entries than one call may look at.
    case tooManyEntries
    case io
  }

  package let code: Code
  package let message: String
  /// The kernel's error number, where the kernel was the one to refuse.
  package let cause: Int32?

  package init(_ code: Code, _ message: String, cause: Int32? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension WorkspaceError {
  /// Words a failed system call for the peer that named `path`.
  init(_ failure: Errno, path: String) {
    let name = Self.quoted(path)
    let (code, message): (Code, String) =
      switch failure.code {
      case ENOENT: (.notFound, "\(name) does not exist")
      case EISDIR: (.isDirectory, "\(name) is a folder")
      case ENOTDIR: (.notDirectory, "\(name) is not a folder, or a part of it is not")
      case ENXIO, ENODEV: (.notRegularFile, "\(name) is not a regular file")
      case EXDEV: (.outside, "\(name) leads outside the workspace")
      case EEXIST: (.alreadyExists, "\(name) already exists")
      case ENOTEMPTY: (.notEmpty, "\(name) is not empty")
      case EFBIG, EOVERFLOW: (.tooLarge, "\(name) is larger than the system allows")
      case ELOOP: (.invalidPath, "\(name) passes through too many symbolic links, or through one that is not allowed")
      case ENAMETOOLONG: (.invalidPath, "\(name) is too long")
      case EACCES, EPERM, EROFS: (.permissionDenied, "\(name) may not be used that way: permission denied")
      case ENOSPC, EDQUOT: (.noSpace, "no space is left for \(name)")
      default: (.io, "\(name) could not be used: system error \(failure.code)")
      }
    self.init(code, message, cause: failure.code)
  }

  /// A peer's path as it may stand in a message: on one line and not much longer than a line.
  static func quoted(_ path: String) -> String {
    let longest = 200
    var shown = String.UnicodeScalarView()
    for (index, scalar) in path.unicodeScalars.enumerated() {
      guard index < longest else { return "'\(String(shown))…'" }
      shown.append(scalar.properties.generalCategory == .control ? "?" : scalar)
    }
    return "'\(String(shown))'"
  }
}
