internal import JSON

extension SchemaLibrary {
  /// Reads a document: finds the schemas in it that have a URI or an anchor.
  mutating func add(_ root: JSONValue, uri: String, dialect: Dialect) throws(JSONSchemaError) {
    let document = documents.count
    documents.append((uri, root))
    let top = SchemaPlace(value: root, document: document, resource: resources.count)
    resources.append(
      SchemaResource(root: top, uri: uri, dialect: try self.dialect(of: top, inherited: dialect)))
    resourceByURI[uri] = top.resource
    resourceByPlace[top.key] = top.resource
    var pending = [top]
    while let place = pending.popLast() {
      placeCount += 1
      guard placeCount <= limits.maximumSubschemas else {
        throw error(.tooLarge, "makes more than \(limits.maximumSubschemas) schemas", place)
      }
      let place = try identify(place)
      let draft = resources[place.resource].dialect.draft
      for (key, value) in place.value.members {
        guard let keyword = SubschemaKeyword.named(key.string, in: draft) else { continue }
        pending += keyword.schemas(in: value).map {
          SchemaPlace(value: $0, document: document, resource: place.resource)
        }
      }
    }
  }

  /// Takes in the URI and the names that a schema gives itself; the same place in the resource that it then belongs to.
  private mutating func identify(_ place: SchemaPlace) throws(JSONSchemaError) -> SchemaPlace {
    var place = place
    var isDraft7: Bool { resources[place.resource].dialect.draft == .draft7 }
    if let id = place.value["$id"], !(isDraft7 && place.value["$ref"] != nil) {
      guard let text = id.string else { throw error(.malformed, "must be a string", place, "$id") }
      let reference = URIReference(text)
      let fragment = reference.fragment ?? ""
      guard isDraft7 || fragment.isEmpty else { throw error(.malformed, "must not have a fragment", place, "$id") }
      if fragment.isEmpty || !text.hasPrefix("#") { place = try enter(reference, place) }
      if !fragment.isEmpty { resources[place.resource].anchors[String(fragment)] = place }
    }
    guard !isDraft7 else { return place }
    for keyword in ["$anchor", "$dynamicAnchor"] {
      guard let value = place.value[keyword] else { continue }
      guard let name = value.string else { throw error(.malformed, "must be a string", place, keyword) }
      resources[place.resource].anchors[name] = place
      if keyword == "$dynamicAnchor" { resources[place.resource].dynamicAnchors[name] = place }
    }
    return place
  }

  /// Makes a place the root of a resource; the root of its document is one already and only changes its URI.
  private mutating func enter(_ id: URIReference, _ place: SchemaPlace) throws(JSONSchemaError) -> SchemaPlace {
    let outer = resources[place.resource]
    let uri = id.resolved(against: URIReference(outer.uri)).document
    guard uri.utf8.count <= limits.maximumReferenceBytes else {
      throw error(.tooLarge, "makes a URI of more than \(limits.maximumReferenceBytes) bytes", place, "$id")
    }
    let isRoot = outer.root.key == place.key
    let root = SchemaPlace(
      value: place.value, document: place.document, resource: isRoot ? place.resource : resources.count)
    let known = resourceByURI[uri]
    // A document may have been read under another of its URIs before.
    guard known == nil || known == root.resource || isRoot else {
      throw error(.malformed, "gives a second schema the URI \"\(uri)\"", place, "$id")
    }
    let dialect = isRoot ? outer.dialect : try self.dialect(of: place, inherited: outer.dialect)
    let resource = SchemaResource(root: root, uri: uri, dialect: dialect)
    if isRoot { resources[root.resource] = resource } else { resources.append(resource) }
    resourceByURI[uri] = known ?? root.resource
    resourceByPlace[root.key] = root.resource
    return root
  }
}

extension SubschemaKeyword {
  /// The schemas in the value of such a keyword. What is malformed is left to the compiler, which says so.
  func schemas(in value: JSONValue) -> [JSONValue] {
    let values: [JSONValue]
    switch self {
    case .schema: values = [value]
    case .array: values = Array(value.elements)
    case .map, .mapOfSome: values = value.members.map(\.value)
    case .schemaOrArray: values = value.kind == .array ? Array(value.elements) : [value]
    }
    return values.filter { $0.kind == .object }
  }
}
