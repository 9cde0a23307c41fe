/// Why this room exists: the codecs for the files in `Protos` are generated at build time, so they never disagree with
/// the .proto files and nobody edits them. It turns a request of `protoc` into Swift, touches no file and no stream,
/// and may import Bytes and Wire.

package import Bytes
package import Wire

package enum CodecGenerator {
  /// Answers an encoded `CodeGeneratorRequest` with an encoded `CodeGeneratorResponse`.
  ///
  /// What is wrong with the .proto files goes into the response, where `protoc` expects it; only a request that cannot
  /// be read is thrown.
  package static func respond(to request: SharedBytes) throws(WireError) -> SharedBytes {
    let request = try GeneratorRequest(decoding: request)
    do throws(GeneratorError) {
      return GeneratorResponse(files: try Generator(request).files()).encoded()
    } catch {
      return GeneratorResponse(error: error.message).encoded()
    }
  }
}
