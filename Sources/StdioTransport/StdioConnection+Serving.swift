package import MCPBridge
package import MCPEngine

extension StdioConnection {
  /// Serves a carrier of these lines to its end, and writes what is left of its answers.
  ///
  /// - Parameters:
  ///   - ended: raised when nothing more will be read.
  ///   - grace: how long pending requests then have to be answered, and the answers to be read.
  package func serve(
    _ carrier: JSONRPCCarrier, by backend: any Backend, ended: DrainSignal, grace: @escaping @Sendable () -> Duration
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await backend.serve(carrier)
        await self.finish()
      }
      group.addTask {
        await ended.wait()
        do { try await Task.sleep(for: grace()) } catch {}
      }
      await group.next()
      group.cancelAll()
      abandon()
    }
  }
}
