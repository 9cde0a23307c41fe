internal import CGRPC
internal import Glibc

/// The settings of a server or a channel in the core's form; it copies them when the server or channel is made.
struct ChannelArguments: ~Copyable {
  private var list: [grpc_arg] = []

  mutating func set(_ key: String, _ value: Int) {
    var argument = grpc_arg()
    rialto_set_integer(&argument, strdup(key), Int32(clamping: value))
    list.append(argument)
  }

  /// Sets a time in whole milliseconds; nil leaves the core's default, which the configuration's documentation names.
  mutating func set(milliseconds key: String, _ value: Duration?) {
    guard let value else { return }
    let (seconds, attoseconds) = value.components
    let (scaled, isOver) = seconds.multipliedReportingOverflow(by: 1000)
    set(key, isOver ? Int.max : Int(scaled) + Int(attoseconds / 1_000_000_000_000_000))
  }

  mutating func set(_ key: String, _ value: String) {
    var argument = grpc_arg()
    rialto_set_string(&argument, strdup(key), strdup(value))
    list.append(argument)
  }

  /// The arguments for the core, valid during `body` only.
  mutating func withArguments<Result>(_ body: (UnsafePointer<grpc_channel_args>) -> Result) -> Result {
    list.withUnsafeMutableBufferPointer { buffer in
      var arguments = grpc_channel_args(num_args: buffer.count, args: buffer.baseAddress)
      return body(&arguments)
    }
  }

  deinit {
    for argument in list {
      if argument.type == GRPC_ARG_STRING { free(argument.value.string) }
      free(argument.key)
    }
  }
}
