/// The settings that all commands of a server program share while they are read.
package struct LaunchSettings<Own: Sendable>: Sendable {
  /// The program's own.
  package var own: Own
  /// Every program's.
  package var configuration = Configuration()
  package var call = CallOptions()
  package var probe = ProbeOptions()

  package init(own: Own) {
    self.own = own
  }
}
