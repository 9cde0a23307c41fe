internal import JSON

/// A schema, or what is used as one, in one of the documents.
struct SchemaPlace {
  let value: JSONValue
  /// The index of its document.
  let document: Int
  /// The index of the resource that it belongs to, which gives it its dialect and its base URI.
  let resource: Int

  var key: Key { Key(document: document, position: value.position) }

  struct Key: Hashable {
    let document: Int
    let position: Int
  }
}

/// A schema with a URI of its own (2020-12 core, section 4.3.5), without the resources inside it.
struct SchemaResource {
  let root: SchemaPlace
  let uri: String
  let dialect: Dialect
  /// The names that `$anchor` and `$dynamicAnchor`, and in draft-07 `$id`, give to places.
  var anchors: [String: SchemaPlace] = [:]
  /// Those of `$dynamicAnchor`.
  var dynamicAnchors: [String: SchemaPlace] = [:]
}
