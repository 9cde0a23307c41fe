import Bytes
import Testing
import Wire

@Suite("Descriptors of .proto files")
struct FileDescriptorTests {
  @Test("each scalar of the literal is one byte")
  func literal() {
    let file = FileDescriptor(
      name: "a", dependencies: [], services: [], symbols: [], serialized: "\u{0}a\u{D}\u{A}\u{FF}")
    #expect(file.serialized.array == [0, 0x61, 0x0D, 0x0A, 0xFF])
  }
}
