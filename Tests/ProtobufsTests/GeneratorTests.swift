import Bytes
import CodecGenerator
import Testing
import Wire

@Suite("What the generator says to protoc")
struct GeneratorTests {
  /// A message being put together field by field.
  private struct Draft {
    var bytes: [UInt8] = []

    func text(_ number: Int, _ text: String) -> Draft { field(number, Array(text.utf8)) }

    func message(_ number: Int, _ message: Draft) -> Draft { field(number, message.bytes) }

    func number(_ number: Int, _ value: UInt64) -> Draft {
      Draft(bytes: bytes + varint(UInt64(number << 3)) + varint(value))
    }

    private func field(_ number: Int, _ content: [UInt8]) -> Draft {
      Draft(bytes: bytes + varint(UInt64(number << 3 | 2)) + varint(UInt64(content.count)) + content)
    }

    private func varint(_ value: UInt64) -> [UInt8] {
      WireWriter.bytes(count: WireSize.varint(value)) { $0.varint(value) }.array
    }
  }

  /// A file `a.proto` of the package `p`, with more fields of FileDescriptorProto.
  private func file(syntax: String = "proto3", _ more: (Draft) -> Draft) -> Draft {
    more(Draft().text(1, "a.proto").text(2, "p")).text(12, syntax)
  }

  /// The error, empty where there is none, and the files the generator answers with.
  private func answer(to file: Draft) throws -> (error: String, files: [String: String], features: UInt64) {
    let request = Draft().text(1, "a.proto").message(15, file)
    var answer = (error: "", files: [String: String](), features: UInt64(0))
    var reader = WireReader(try CodecGenerator.respond(to: SharedBytes(request.bytes)))
    while let tag = try reader.nextTag() {
      switch tag.number {
      case 1: answer.error = try reader.string()
      case 2: answer.features = try reader.varint()
      default:
        let outer = try reader.enterMessage()
        _ = try reader.nextTag()
        let name = try reader.string()
        _ = try reader.nextTag()
        answer.files[name] = try reader.string()
        reader.leave(to: outer)
      }
    }
    return answer
  }

  private func field(_ name: String, _ number: UInt64, type: UInt64, of typeName: String = "") -> Draft {
    Draft().text(1, name).number(3, number).number(4, 1).number(5, type).text(6, typeName)
  }

  @Test("one file for each .proto file, one for the descriptors, and support for `optional`")
  func files() throws {
    let answer = try answer(to: file { $0.message(4, Draft().text(1, "M").message(2, field("some_name", 1, type: 9))) })
    #expect(answer.error.isEmpty)
    #expect(answer.features == 1)
    #expect(Set(answer.files.keys) == ["a.pb.swift", "FileDescriptors.swift"])
    #expect(answer.files["a.pb.swift"]?.contains("package struct P_M: WireMessage {") == true)
    #expect(answer.files["a.pb.swift"]?.contains("package var someName: String = \"\"") == true)
  }

  @Test("the same request has the same answer")
  func determinism() throws {
    let one = try answer(to: file { $0.message(4, Draft().text(1, "M")) })
    let two = try answer(to: file { $0.message(4, Draft().text(1, "M")) })
    #expect(one.files == two.files)
  }

  @Test("proto2 and editions are refused by name", arguments: ["", "proto2", "editions"])
  func syntax(syntax: String) throws {
    #expect(try answer(to: file(syntax: syntax) { $0 }).error == "a.proto: only proto3 is supported")
  }

  @Test("extensions are refused, of files and of messages")
  func extensions() throws {
    let error = "extensions are not supported"
    #expect(try answer(to: file { $0.message(7, Draft().text(1, "x")) }).error == "a.proto: \(error)")
    let message = Draft().text(1, "M").message(5, Draft().number(1, 100))
    #expect(try answer(to: file { $0.message(4, message) }).error == "a.proto: message p.M: \(error)")
  }

  @Test("types nothing is generated for are refused, groups among them")
  func unknownTypes() throws {
    let time = field("at", 1, type: 11, of: ".google.protobuf.Timestamp")
    let refused = try answer(to: file { $0.message(4, Draft().text(1, "M").message(2, time)) })
    #expect(refused.error == "a.proto: field at: no Swift type stands for 'google.protobuf.Timestamp'")
    #expect(refused.files.isEmpty)
    let group = field("g", 1, type: 10, of: ".p.M.G")
    let message = Draft().text(1, "M").message(2, group).message(3, Draft().text(1, "G"))
    #expect(try answer(to: file { $0.message(4, message) }).error == "a.proto: field g: groups are not supported")
  }

  @Test("a message that contains itself is refused, for a struct cannot")
  func cycles() throws {
    let one = Draft().text(1, "One").message(2, field("two", 1, type: 11, of: ".p.Two"))
    let two = Draft().text(1, "Two").message(2, field("one", 1, type: 11, of: ".p.One"))
    let error = try answer(to: file { $0.message(4, one).message(4, two) }).error
    #expect(error == "a.proto: message p.One contains itself other than through a list or a map")
  }

  @Test("a request that is no request is an error, not a crash")
  func garbage() {
    #expect(throws: WireError.self) { try CodecGenerator.respond(to: SharedBytes([10, 200])) }
  }
}
