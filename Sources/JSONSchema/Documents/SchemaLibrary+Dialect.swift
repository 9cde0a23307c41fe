internal import JSON

extension SchemaLibrary {
  /// The dialect that the root of a resource says it has.
  func dialect(of place: SchemaPlace, inherited: Dialect) throws(JSONSchemaError) -> Dialect {
    guard let schema = place.value["$schema"] else { return inherited }
    guard let name = schema.string else { throw error(.malformed, "must be a string", place, "$schema") }
    var uri = URIReference(name).document
    var seen: Set<String> = []
    var vocabularies: Dialect.Vocabularies?
    while true {
      if let published = Dialect.published(uri) {
        return Dialect(draft: published.draft, vocabularies: vocabularies ?? published.vocabularies)
      }
      // A metaschema of its own: what it leaves out of its `$vocabulary` is not checked.
      guard let metaschema = given[uri], seen.insert(uri).inserted, let next = metaschema["$schema"]?.string else {
        throw error(
          .unknownDialect, "names the dialect \"\(name)\", which is neither 2020-12 nor draft-07", place, "$schema")
      }
      if vocabularies == nil, let declared = metaschema["$vocabulary"] {
        var known: Dialect.Vocabularies = []
        for (key, isRequired) in declared.members {
          if let vocabulary = Dialect.vocabulary(key.string) {
            known.formUnion(vocabulary)
          } else if isRequired.bool != false {
            throw error(.unknownDialect, "requires the unknown vocabulary \"\(key.string)\"", place, "$schema")
          }
        }
        vocabularies = known
      }
      uri = URIReference(next).document
    }
  }
}
