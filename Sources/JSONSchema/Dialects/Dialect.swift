/// What the keywords of a schema mean.
struct Dialect: Sendable, Equatable {
  enum Draft: Sendable {
    case draft7, draft2020
  }

  /// The groups of keywords that a metaschema may leave out (2020-12 core, section 8.1.2).
  struct Vocabularies: OptionSet, Sendable {
    let rawValue: UInt8
    static let applicator = Vocabularies(rawValue: 1)
    static let unevaluated = Vocabularies(rawValue: 2)
    static let validation = Vocabularies(rawValue: 4)
    static let all: Vocabularies = [.applicator, .unevaluated, .validation]
  }

  let draft: Draft
  let vocabularies: Vocabularies

  static let draft7 = Dialect(draft: .draft7, vocabularies: .all)
  static let draft2020 = Dialect(draft: .draft2020, vocabularies: .all)

  /// The dialect of a published metaschema, named without a fragment.
  static func published(_ uri: String) -> Dialect? {
    switch uri {
    case "https://json-schema.org/draft/2020-12/schema": draft2020
    // The name has http; https is a common slip.
    case "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema": draft7
    default: nil
    }
  }

  /// What a vocabulary adds: nil for one that is not known, nothing for one of annotations.
  static func vocabulary(_ uri: String) -> Vocabularies? {
    let prefix = "https://json-schema.org/draft/2020-12/vocab/"
    guard uri.hasPrefix(prefix) else { return nil }
    switch uri.dropFirst(prefix.count) {
    case "applicator": return .applicator
    case "unevaluated": return .unevaluated
    case "validation": return .validation
    case "core", "meta-data", "format-annotation", "content": return []
    default: return nil
    }
  }
}
