/// How names of .proto files become Swift names, by the conventions that Swift users of protobuf know.
enum SwiftName {
  /// `grpc.health.v1` becomes `Grpc_Health_V1_`; no package, no prefix.
  static func prefix(ofPackage package: String) -> String {
    package.split(separator: ".").map { upperCamel(String($0)) + "_" }.joined()
  }

  /// A message, enum or service.
  static func type(_ name: String) -> String {
    let name = capitalized(name)
    return takenTypes.contains(name) ? name + "_" : name
  }

  /// A method of a service: `Check` becomes `check`.
  static func method(_ name: String) -> String {
    let name = member(name)
    return name == "all" ? name + "_" : name
  }

  /// A field or oneof: `type_url` becomes `typeURL`.
  static func member(_ name: String) -> String {
    let name = lowerCamel(name)
    return taken.contains(name) ? name + "_" : escaped(name)
  }

  /// An enum's value, without the enum's name in front: `STATUS_NOT_SERVING` of `Status` becomes `notServing`.
  static func enumCase(_ name: String, of enumName: String) -> String {
    let prefix = words(snake(enumName))
    let parts = words(name.lowercased())
    let rest = parts.starts(with: prefix) ? Array(parts.dropFirst(prefix.count)) : parts
    // `STATUS_2` keeps its prefix, for `2` is no identifier.
    let isName = rest.first?.first.map { $0.isLetter } ?? false
    let camel = lowerCamel((isName ? rest : parts).joined(separator: "_"))
    return ["unrecognized", "rawValue", "hash", "hashValue"].contains(camel) ? camel + "_" : escaped(camel)
  }

  /// `file_by_filename` becomes `FileByFilename`.
  static func upperCamel(_ name: String) -> String {
    words(name).map { acronyms[$0.lowercased()] ?? capitalized($0) }.joined()
  }

  private static func lowerCamel(_ name: String) -> String {
    guard let first = words(name).first else { return name }
    let rest = upperCamel(words(name).dropFirst().joined(separator: "_"))
    return first.prefix(1).lowercased() + first.dropFirst() + rest
  }

  /// `ServingStatus` becomes `serving_status`.
  private static func snake(_ name: String) -> String {
    var result = ""
    var previousWasLower = false
    for character in name {
      if character.isUppercase, previousWasLower { result += "_" }
      result += character.lowercased()
      previousWasLower = character.isLowercase || character.isNumber
    }
    return result
  }

  private static func words(_ name: String) -> [String] {
    name.split(separator: "_").map(String.init)
  }

  private static func capitalized(_ name: String) -> String {
    name.prefix(1).uppercased() + name.dropFirst()
  }

  private static func escaped(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }

  private static let acronyms = ["id": "ID", "url": "URL", "http": "HTTP", "https": "HTTPS"]

  /// What generated types have already, and what cannot be a member at all.
  private static let taken: Set<String> = [
    "encoded", "encodedSize", "hash", "hashValue", "init", "merge", "rawValue", "self", "write",
  ]

  /// What generated code mentions by name, and would find a nested message instead of.
  private static let takenTypes: Set<String> = [
    "AnyMessage", "Bool", "Double", "Equatable", "Float", "Int32", "Int64", "Protocol", "Self", "Sendable",
    "SharedBytes", "String", "Type", "UInt32", "UInt64", "WireEnum", "WireError", "WireMessage", "WireReader",
    "WireSize", "WireWriter", "ZigZag",
  ]

  private static let keywords: Set<String> = [
    "Any", "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
    "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in",
    "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat",
    "rethrows", "return", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]
}
