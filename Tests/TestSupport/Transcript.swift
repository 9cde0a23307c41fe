internal import Bytes
internal import Foundation
package import JSON
internal import Synchronization

/// Every message that a server of ours sent in a test, one JSON object a line, for something that knows JSON Schema to
/// check against the schema of its revision. Nothing is written unless `RIALTO_TRANSCRIPTS` names a folder.
package final class Transcript: Sendable {
  package static let shared = Transcript(folder: ProcessInfo.processInfo.environment["RIALTO_TRANSCRIPTS"])

  private let file: Mutex<FileHandle?>

  private init(folder: String?) {
    guard let folder else {
      file = Mutex(nil)
      return
    }
    let path = folder + "/behaviour-\(ProcessInfo.processInfo.processIdentifier).jsonl"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw TestFailure("\(path) could not be made")
      }
      file = Mutex(try FileHandle(forWritingTo: URL(filePath: path)))
    } catch {
      preconditionFailure("the transcript could not be opened: \(error)")
    }
  }

  /// - Parameters:
  ///   - revision: by whose rules the message was made.
  ///   - method: of the request that it answers, or its own where it is a notification.
  package func record(_ message: JSONValue, revision: String, method: String) {
    file.withLock { file in
      guard let file else { return }
      let kind = message["method"] != nil ? "notification" : message["error"] != nil ? "error" : "result"
      let line = JSONValue.object([
        ("revision", .text(revision)), ("method", .text(method)), ("kind", .text(kind)), ("message", message),
      ])
      file.write(Data(line.encodedJSONBytes().array + [0x0A]))
    }
  }
}
