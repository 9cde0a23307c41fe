internal import JSON

/// The documents that a schema consists of: its own, and those it refers to, read when the first reference arrives.
struct SchemaLibrary {
  private let given: [String: JSONValue]
  private let limits: JSONSchemaLimits
  private(set) var documents: [(uri: String, root: JSONValue)] = []
  private(set) var resources: [SchemaResource] = []
  private var resourceByURI: [String: Int] = [:]
  private var resourceByPlace: [SchemaPlace.Key: Int] = [:]
  private var placeCount = 0
  /// What following references may still cost, in members and elements that are passed.
  private var stepsLeft: Int

  init(_ root: JSONValue, given: [String: JSONValue], limits: JSONSchemaLimits) throws(JSONSchemaError) {
    self.given = Dictionary(
      given.map { (URIReference($0.key).document, $0.value) }, uniquingKeysWith: { first, _ in first })
    self.limits = limits
    stepsLeft = limits.maximumSteps
    try add(root, uri: "", dialect: .draft2020)
  }

  var root: SchemaPlace { resources[0].root }

  /// What `reference` means at `place`.
  mutating func resolve(_ reference: String, at place: SchemaPlace) throws(JSONSchemaError) -> SchemaPlace {
    let base = resources[place.resource]
    guard reference.utf8.count <= limits.maximumReferenceBytes else {
      throw error(.tooLarge, "has a reference of more than \(limits.maximumReferenceBytes) bytes", place)
    }
    let target = URIReference(reference).resolved(against: URIReference(base.uri))
    guard let resource = try resource(target.document, dialect: base.dialect), let fragment = target.decodedFragment
    else {
      throw unresolved(reference, at: place)
    }
    guard !fragment.isEmpty else { return resources[resource].root }
    let found =
      fragment.utf8.first == UInt8(ascii: "/")
      ? descend(fragment, from: resources[resource].root) : resources[resource].anchors[fragment]
    guard stepsLeft >= 0 else { throw error(.tooLarge, "has too many references into large documents", place) }
    guard let found else { throw unresolved(reference, at: place) }
    return found
  }

  private func unresolved(_ reference: String, at place: SchemaPlace) -> JSONSchemaError {
    error(.unresolvedReference, "refers to \"\(reference)\", which is not in the schema or the given documents", place)
  }

  /// - Parameter dialect: what a document means that does not say it.
  private mutating func resource(_ uri: String, dialect: Dialect) throws(JSONSchemaError) -> Int? {
    if let known = resourceByURI[uri] { return known }
    guard let document = Metaschemas.document(uri) ?? given[uri] else { return nil }
    try add(document, uri: uri, dialect: dialect)
    return resourceByURI[uri]
  }

  /// Follows a JSON Pointer. On the way it may enter other resources.
  private mutating func descend(_ pointer: String, from root: SchemaPlace) -> SchemaPlace? {
    var place = root
    for token in pointer.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst() {
      let token = String(Substring(token)).replacing("~1", with: "/").replacing("~0", with: "~")
      let next = place.value.kind == .array ? Int(token).flatMap { place.value[$0] } : place.value[token]
      stepsLeft -= 1 + place.value.count
      guard let next, stepsLeft >= 0 else { return nil }
      place = child(next, of: place)
    }
    return place
  }

  /// A schema inside another one, at a place that the dialect has for schemas.
  func child(_ value: JSONValue, of place: SchemaPlace) -> SchemaPlace {
    let key = SchemaPlace.Key(document: place.document, position: value.position)
    return SchemaPlace(value: value, document: place.document, resource: resourceByPlace[key] ?? place.resource)
  }

  /// An error at a place or, with a keyword, at that member of it.
  func error(
    _ code: JSONSchemaError.Code, _ message: String, _ place: SchemaPlace, _ keyword: String? = nil
  ) -> JSONSchemaError {
    let document = documents[place.document]
    var path = document.root.pointer(to: place.value)
    if let keyword { path += "/" + JSONValue.escapedForPointer(keyword) }
    return JSONSchemaError(code: code, message: message, path: place.document == 0 ? path : "\(document.uri)#\(path)")
  }
}

extension SchemaLibrary {
  /// Reads a document: finds the schemas in it that have a URI or an anchor.
  private mutating func add(_ root: JSONValue, uri: String, dialect: Dialect) throws(JSONSchemaError) {
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
    let isDraft7 = resources[place.resource].dialect.draft == .draft7
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
    if let other = resourceByURI[uri], other != root.resource {
      throw error(.malformed, "gives a second schema the URI \"\(uri)\"", place, "$id")
    }
    let dialect = isRoot ? outer.dialect : try self.dialect(of: place, inherited: outer.dialect)
    let resource = SchemaResource(root: root, uri: uri, dialect: dialect)
    if isRoot { resources[root.resource] = resource } else { resources.append(resource) }
    resourceByURI[uri] = root.resource
    resourceByPlace[root.key] = root.resource
    return root
  }

  /// The dialect that the root of a resource says it has.
  private func dialect(of place: SchemaPlace, inherited: Dialect) throws(JSONSchemaError) -> Dialect {
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
        throw error(.unknownDialect, "names the dialect \"\(name)\", which is neither 2020-12 nor draft-07", place, "$schema")
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
