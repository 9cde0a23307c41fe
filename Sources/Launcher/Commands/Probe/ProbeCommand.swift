internal import Glibc
internal import MCPService

/// `probe`: asks a server whether it is healthy, for Kubernetes and scripts. The exit code is 0 for SERVING and 1
/// for anything else.
struct ProbeCommand {
  let options: ProbeOptions
  let configuration: Configuration

  func run() async throws -> Int32 {
    let status = try await status
    let isServing = status == "SERVING"
    Log.write(status + "\n", to: isServing ? STDOUT_FILENO : STDERR_FILENO)
    return isServing ? 0 : 1
  }

  private var status: String {
    get async throws {
      if let url = options.url.flatMap(ProbeURL.init) {
        return await NetworkProbe(url: url, timeout: options.timeout).run()
      }
      let remote = try RemoteBackend(configuration)
      let status: String
      do {
        status = try await remote.health(of: options.service, deadline: options.timeout)
      } catch {
        status = "UNREACHABLE: \(error)"
      }
      await remote.close()
      return status
    }
  }
}
