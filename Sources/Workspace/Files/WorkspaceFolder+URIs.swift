extension WorkspaceFolder {
  /// The `file` URI of the workspace itself.
  package var rootURI: String { "file://\(FileURI.encode(rootPath))" }

  /// The `file` URI of a path inside, whether or not there is a file; a path with `..` in it has none.
  package func uri(of path: String) throws(WorkspaceError) -> String {
    let path = try RelativePath(path)
    guard path.text != "." else { return rootURI }
    guard !path.text.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }) else {
      throw WorkspaceError(.invalidPath, "\(WorkspaceError.quoted(path.named)) contains '..' and has no URI")
    }
    let root = rootPath == [UInt8(ascii: "/")] ? "file://" : rootURI
    return "\(root)/\(FileURI.encode(path.text.utf8))"
  }

  /// The path a `file` URI stands for, ready for the other calls; `.` for the workspace itself.
  ///
  /// The URI must name the folder by its real path, as `uri(of:)` does. Anything a peer could use to say one thing and
  /// mean another is refused: other hosts, queries, fragments, dot segments, encoded slashes and NULs, broken or
  /// missing percent-encoding, bytes that are not UTF-8.
  package func path(ofURI uri: String) throws(WorkspaceError) -> String {
    let segments = try FileURI(uri).segments
    let root = rootPath.split(separator: UInt8(ascii: "/"))
    guard segments.count >= root.count, zip(segments, root).allSatisfy({ $0.elementsEqual($1) }) else {
      throw WorkspaceError(.outside, "\(WorkspaceError.quoted(uri)) is not in the workspace")
    }
    let inside = segments[root.count...]
    guard !inside.isEmpty else { return "." }
    guard let path = String(validating: inside.joined(separator: "/".utf8), as: UTF8.self) else {
      throw WorkspaceError(.invalidPath, "\(WorkspaceError.quoted(uri)) is not UTF-8")
    }
    _ = try RelativePath(path)
    return path
  }
}
