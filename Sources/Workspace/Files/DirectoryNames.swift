internal import Glibc

/// The names in one directory at one moment, in the order of their bytes.
///
/// Names that are not UTF-8 are left out, since no request could carry them, and so are those of files being written.
struct DirectoryNames {
  private struct Entry {
    let range: Range<Int>
    let kind: FileMetadata.Kind
  }

  /// All names one after another: one allocation instead of one a name.
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// Reads `directory`, which must be open for reading, and keeps the names that are not before `first`.
  ///
  /// Every entry counts against `budget`; once that is below zero the names are incomplete and must not be used.
  init(of directory: borrowing Descriptor, from first: [UInt8], budget: inout Int) throws(Errno) {
    let stream = try DirectoryStream(directory)
    while let (name, kind) = try stream.next() {
      budget -= 1
      guard budget >= 0 else { return }
      let isWanted = first.withUnsafeBytes { Self.order(name, $0) >= 0 }
      guard isWanted, !name.starts(with: RelativePath.reservedPrefix.utf8) else { continue }
      entries.append(Entry(range: bytes.count..<bytes.count + name.count, kind: kind))
      bytes.append(contentsOf: name)
    }
    bytes.withUnsafeBytes { all in
      func bytes(_ entry: Entry) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: all[entry.range]) }
      entries.sort { Self.order(bytes($0), bytes($1)) < 0 }
    }
  }

  var count: Int { entries.count }

  /// What the name stood for, a link being a link.
  func kind(_ index: Int) -> FileMetadata.Kind { entries[index].kind }

  /// The name, or nil where it is not UTF-8.
  func name(_ index: Int) -> String? {
    String(validating: bytes[entries[index].range], as: UTF8.self)
  }

  func isName(_ index: Int, _ name: [UInt8]) -> Bool {
    bytes[entries[index].range].elementsEqual(name)
  }

  /// Below zero, zero or above as the left name's bytes come before, equal or come after the right one's.
  private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let common = min(left.count, right.count)
    if common > 0 {
      let difference = memcmp(left.baseAddress!, right.baseAddress!, common)
      if difference != 0 { return Int(difference) }
    }
    return left.count - right.count
  }
}
