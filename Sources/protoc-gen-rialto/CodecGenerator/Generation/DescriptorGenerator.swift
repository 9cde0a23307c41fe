/// Emits the descriptors of every file, imports included, for server reflection.
struct DescriptorGenerator {
  let files: [FileProto]

  func emit(into source: inout SourceText) {
    source.line("package import Wire")
    source.line()
    source.line("/// The .proto files the code of this module was generated from, and the files they import.")
    source.block("package enum FileDescriptors") { source in
      source.line("/// Imports come before the files that import them.")
      source.line("package static let all: [FileDescriptor] = [")
      source.indented { source in
        for file in files { emit(file, into: &source) }
      }
      source.line("]")
    }
  }

  private func emit(_ file: FileProto, into source: inout SourceText) {
    source.line("FileDescriptor(")
    source.indented { source in
      source.line("name: \(literal(file.name)),")
      source.line("dependencies: [\(file.dependencies.map(literal).joined(separator: ", "))],")
      let prefix = file.package.isEmpty ? "" : file.package + "."
      source.line("services: [\(file.services.map { literal(prefix + $0.name) }.joined(separator: ", "))],")
      source.line("symbols: [")
      source.indented { source in
        for symbol in symbols(of: file, prefix: prefix) { source.line(literal(symbol) + ",") }
      }
      source.line("],")
      source.line("serialized: \"\"\"")
      source.indented { source in
        // A backslash joins a line to the next one.
        for line in lines(of: file.serialized) { source.line(line) }
        source.line("\"\"\"),")
      }
    }
  }

  private func symbols(of file: FileProto, prefix: String) -> [String] {
    var symbols: [String] = []
    for service in file.services {
      symbols.append(prefix + service.name)
      symbols += service.methods.map { "\(prefix)\(service.name).\($0.name)" }
    }
    symbols += file.enums.map { prefix + $0.name }
    for message in file.messages { append(message, prefix: prefix, to: &symbols) }
    return symbols
  }

  private func append(_ message: MessageProto, prefix: String, to symbols: inout [String]) {
    let name = prefix + message.name
    symbols.append(name)
    symbols += message.enums.map { "\(name).\($0.name)" }
    for nested in message.messages { append(nested, prefix: name + ".", to: &symbols) }
  }

  private func literal(_ text: String) -> String { "\"\(text)\"" }

  /// The bytes as the text that `FileDescriptor` expects, one scalar a byte, cut into lines of bearable length.
  private func lines(of bytes: [UInt8]) -> [String] {
    var lines: [String] = [""]
    for byte in bytes {
      if lines[lines.count - 1].utf8.count > 100 {
        lines[lines.count - 1] += "\\"
        lines.append("")
      }
      lines[lines.count - 1] += escaped(byte)
    }
    return lines
  }

  private func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
    case 0x20...0x7E: String(UnicodeScalar(byte))
    default: "\\u{\(String(byte, radix: 16))}"
    }
  }
}
