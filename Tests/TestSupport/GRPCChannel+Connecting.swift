internal import Bytes
package import CoreGRPC

extension GRPCChannel {
  /// Connects to a server that runs. A test that waits for what its server is asked would wait for ever where no
  /// connection can be made, as when the machine has no time for it.
  package func connect() async throws {
    do throws(GRPCError) {
      _ = try await unary(
        "/test.Nobody/Answers", SharedBytes(), CallOptions(deadline: .seconds(600), waitsForReady: true))
    } catch {
      guard error.code != .unimplemented else { return }
      throw TestFailure("no connection to \(target) was made in 10 minutes: \(error)")
    }
  }
}
