/// Why a command line is refused; where it matters whether the command line itself is at fault.
struct Refusal: Error {
  let message: String
  let isUsage: Bool

  static func usage(_ message: String) -> Refusal { Refusal(message: message, isUsage: true) }
}
