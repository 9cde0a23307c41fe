/// Why this room exists: `protoc` starts its plugins as processes. It connects the generator to the standard streams
/// and may import Bytes and CodecGenerator.

internal import CodecGenerator
internal import Glibc

@main
enum ProtocGenRialto {
  /// Reads the request from standard input and writes the response to standard output.
  static func main() throws {
    try StandardStreams.write(try CodecGenerator.respond(to: try StandardStreams.readAll()))
  }
}
