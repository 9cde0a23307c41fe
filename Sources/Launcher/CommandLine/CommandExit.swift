/// A program that ends at once: with a text for a person and an exit code for the shell.
package struct CommandExit: Sendable, Equatable {
  package enum Stream: Sendable, Hashable {
    case standardOutput, standardError
  }

  /// Ends with a line feed.
  package let text: String
  package let stream: Stream
  package let code: Int32

  /// What was asked for, on standard output, with success.
  package static func answer(_ text: String) -> CommandExit {
    CommandExit(text: text, stream: .standardOutput, code: 0)
  }

  /// `EX_USAGE` of sysexits.h: the command line is wrong.
  package static let usageCode: Int32 = 64
  /// `EX_CONFIG` of sysexits.h: the environment or the configuration file is wrong.
  package static let configurationCode: Int32 = 78

  package init(text: String, stream: Stream, code: Int32) {
    self.text = text
    self.stream = stream
    self.code = code
  }
}
