/// A path a peer gave, checked for form only: what it leads to is for `PathResolver` to find out.
///
/// Accepted are names joined by single slashes, `.` for the workspace itself, `..` (whether it stays inside is decided
/// while resolving, since links matter) and one slash at the end, which says that a directory is meant.
struct RelativePath {
  /// The kernel's own bounds: a path with its closing NUL fits 4,096 bytes, a name 255.
  static let maximumBytes = 4_095
  static let maximumNameBytes = 255
  /// Keeps the work per path and the depth of a tree walk small.
  static let maximumDepth = 256
  /// Names that begin like this belong to writes in progress: peers neither see nor use them.
  static let reservedPrefix = ".rialto-tmp-"

  /// What the peer wrote, for messages.
  let named: String
  /// The same path without `.` parts and without a slash at the end; `.` for the workspace itself.
  let text: String
  /// The peer wrote a slash at the end, or `.` as the last part.
  let mustBeDirectory: Bool

  init(_ named: String) throws(WorkspaceError) {
    let bytes = named.utf8
    guard !bytes.isEmpty else { throw WorkspaceError(.invalidPath, "the path is empty; '.' names the workspace") }
    guard bytes.count <= Self.maximumBytes else {
      throw WorkspaceError(.invalidPath, "the path has more than \(Self.maximumBytes) bytes")
    }
    guard bytes.first != UInt8(ascii: "/") else {
      throw WorkspaceError(.outside, "\(Self.quoted(named)) is absolute; paths start at the workspace")
    }
    guard !bytes.contains(0) else {
      throw WorkspaceError(.invalidPath, "\(Self.quoted(named)) contains a NUL character")
    }

    var parts = named.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var mustBeDirectory = false
    if parts.last!.isEmpty {
      parts.removeLast()
      mustBeDirectory = true
    }
    var hasDots = mustBeDirectory
    for (index, part) in parts.enumerated() {
      if part.elementsEqual(".".utf8) {
        hasDots = true
        if index == parts.count - 1 { mustBeDirectory = true }
      } else {
        try Self.check(part, of: named)
      }
    }
    guard parts.count <= Self.maximumDepth else {
      throw WorkspaceError(.invalidPath, "\(Self.quoted(named)) has more than \(Self.maximumDepth) parts")
    }

    self.named = named
    self.mustBeDirectory = mustBeDirectory
    if hasDots {
      let kept = parts.lazy.filter { !$0.elementsEqual(".".utf8) }.map { String(Substring($0)) }
      let joined = kept.joined(separator: "/")
      text = joined.isEmpty ? "." : joined
    } else {
      text = named
    }
  }

  /// A path made here from parts that were checked before, or that a link holds; `named` is what the peer wrote.
  init(resolved text: String, named: String) {
    self.named = named
    self.text = text
    mustBeDirectory = false
  }

  private static func check(_ part: Substring.UTF8View, of named: String) throws(WorkspaceError) {
    guard !part.isEmpty else {
      throw WorkspaceError(.invalidPath, "\(quoted(named)) contains an empty name")
    }
    guard part.count <= maximumNameBytes else {
      throw WorkspaceError(.invalidPath, "\(quoted(named)) contains a name of more than \(maximumNameBytes) bytes")
    }
    guard !part.starts(with: reservedPrefix.utf8) else {
      throw WorkspaceError(.invalidPath, "\(quoted(named)) uses a name reserved for files being written")
    }
  }

  private static func quoted(_ path: String) -> String { WorkspaceError.quoted(path) }
}

extension RelativePath {
  /// The directory part and the name in it, or nil where the path names no entry of a directory (`.` or `..`).
  var split: (parent: RelativePath, name: String)? {
    let bytes = text.utf8
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { text[bytes.index(after: $0)...] } ?? text[...]
    if name.utf8.elementsEqual(".".utf8) || name.utf8.elementsEqual("..".utf8) { return nil }
    let parent = slash.map { String(text[..<$0]) } ?? "."
    return (RelativePath(resolved: parent, named: named), String(name))
  }

  /// Every directory on the way, from the first part to the whole path.
  var prefixes: [RelativePath] {
    let bytes = text.utf8
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") } + [bytes.endIndex]
    return ends.map { RelativePath(resolved: String(text[..<$0]), named: named) }
  }
}
