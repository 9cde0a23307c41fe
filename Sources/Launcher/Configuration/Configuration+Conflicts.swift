extension Configuration {
  /// A file travels as base64 in a JSON-RPC message, twice, as text and as structured content, with so much else
  /// around it at most.
  private static let messageFrameBytes = 16 << 10

  /// Checks that the largest workspace file fits into a message of `limitBytes`.
  /// - Parameter limitName: which key set that limit.
  /// - Throws: `ConfigurationError` with the code `conflict`, naming both keys and the largest value that fits.
  package func checkFileFits(into limitBytes: Int, of limitName: String) throws(ConfigurationError) {
    let largestBytes = Swift.max(0, (limitBytes - Self.messageFrameBytes) / 2 / 4 * 3)
    guard workspace.maxFileBytes <= largestBytes else {
      throw ConfigurationError(
        code: .conflict,
        message: """
          The value \(workspace.maxFileBytes) of workspace.max-file-bytes does not fit: with \(limitName) at \
          \(limitBytes) a file may have at most \(largestBytes) bytes, since it is sent as base64, twice.
          """)
    }
  }
}
