internal import Launcher

/// The executable `rialto`: the launcher with the built-in server.
@main
struct RialtoMain {
  static func main() { Launcher.main() }
}
