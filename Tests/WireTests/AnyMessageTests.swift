import Bytes
import Synchronization
import Testing
import Wire

@Suite("google.protobuf.Any")
struct AnyMessageTests {
  /// A payload that counts how often it is produced.
  private final class Counting: DeferredPayload {
    let encodedSize: Int
    let writes = Mutex(0)

    init(encodedSize: Int) { self.encodedSize = encodedSize }

    func write(to writer: inout WireWriter) {
      writes.withLock { $0 += 1 }
      writer.claim(encodedSize).initializeMemory(as: UInt8.self, repeating: 7, count: encodedSize)
    }
  }

  @Test("has the type's URL as field 1 and the value as field 2")
  func layout() throws {
    let message = AnyMessage(typeURL: "t/x", value: .bytes(SharedBytes([1, 2])))
    #expect(message.encoded().array == [10, 3, 0x74, 0x2F, 0x78, 18, 2, 1, 2])
    #expect(try AnyMessage(decoding: message.encoded()) == message)
  }

  @Test("of nothing is empty, and reads back from nothing")
  func empty() throws {
    #expect(AnyMessage().encoded().isEmpty)
    #expect(try AnyMessage(decoding: SharedBytes()) == AnyMessage())
    #expect(AnyMessage(typeURL: "", value: .deferred(Counting(encodedSize: 0))).encoded().isEmpty)
  }

  @Test("a decoded value is a slice of the message")
  func slice() throws {
    let source = AnyMessage(typeURL: "t", value: .bytes(SharedBytes([1, 2, 3]))).encoded()
    let message = try AnyMessage(decoding: source)
    guard case .bytes(let bytes) = message.value else {
      Issue.record("a decoded payload is not deferred")
      return
    }
    #expect(bytes.owner === source.owner)
  }

  @Test("a deferred payload is produced once, in its place", arguments: [1, 127, 128, 20_000])
  func deferred(count: Int) throws {
    let payload = Counting(encodedSize: count)
    let encoded = AnyMessage(typeURL: "t", value: .deferred(payload)).encoded()
    #expect(payload.writes.withLock { $0 } == 1)
    let expected = AnyMessage(typeURL: "t", value: .bytes(SharedBytes([UInt8](repeating: 7, count: count))))
    #expect(encoded == expected.encoded())
    #expect(try AnyMessage(decoding: encoded) == expected)
  }

  @Test("a deferred payload equals the bytes it produces")
  func equality() {
    let deferred = AnyPayload.deferred(Counting(encodedSize: 2))
    #expect(deferred == .bytes(SharedBytes([7, 7])))
    #expect(deferred != .bytes(SharedBytes([7, 8])))
    #expect(!deferred.isEmpty)
    #expect(AnyPayload.empty.isEmpty)
  }

  @Test("the last of repeated fields wins, and unknown ones are passed over")
  func repeatedFields() throws {
    let message = try AnyMessage(decoding: SharedBytes([10, 1, 65, 0x18, 5, 18, 1, 1, 10, 1, 66, 18, 1, 2]))
    #expect(message == AnyMessage(typeURL: "B", value: .bytes(SharedBytes([2]))))
  }
}
