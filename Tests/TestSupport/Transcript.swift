internal import Bytes
internal import Foundation
package import JSON
internal import Synchronization

/// Every message that a server of ours sent in a test, and those of its clients that it understood, one JSON object a
/// line, for something that knows JSON Schema to check against the schema of its revision. Nothing is written unless
/// `RIALTO_TRANSCRIPTS` names a folder.
package final class Transcript: Sendable {
  package static let shared = Transcript(folder: ProcessInfo.processInfo.environment["RIALTO_TRANSCRIPTS"])

  package enum Side: String {
    case client, server
  }

  /// Whether anything is written.
  package let isWritten: Bool
  private let file: Mutex<FileHandle?>

  private init(folder: String?) {
    isWritten = folder != nil
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
  ///   - method: of the request that it answers, or its own where it is no response.
  package func record(_ message: JSONValue, from side: Side, revision: String, method: String) {
    file.withLock { file in
      guard let file else { return }
      let line = JSONValue.object([
        ("revision", .text(revision)), ("from", .text(side.rawValue)), ("method", .text(method)), ("message", message),
      ])
      file.write(Data(line.encodedJSONBytes().array + [0x0A]))
    }
  }
}
