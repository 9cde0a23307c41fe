@preconcurrency internal import Glibc
internal import Launcher

/// The executable `rialto`: the launcher with the built-in server.
@main
struct RialtoMain {
  static func main() async {
    var environment: [String: String] = [:]
    var entry = environ
    while let pair = entry.pointee {
      let text = String(cString: pair)
      if let equals = text.firstIndex(of: "=") {
        environment[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry += 1
    }
    exit(await Launcher.main(arguments: Array(CommandLine.arguments.dropFirst()), environment: environment))
  }
}
