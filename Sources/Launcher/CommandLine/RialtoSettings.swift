/// The settings that all commands of `rialto` share while they are read.
package struct RialtoSettings: Sendable {
  package var configuration = Configuration()
  package var call = CallOptions()
  package var probe = ProbeOptions()

  package init() {}
}
