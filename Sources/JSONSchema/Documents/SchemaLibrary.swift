internal import JSON

/// The documents that a schema consists of: its own, and those it refers to, read when the first reference arrives.
struct SchemaLibrary {
  let given: [String: JSONValue]
  let limits: JSONSchemaLimits
  var documents: [(uri: String, root: JSONValue)] = []
  var resources: [SchemaResource] = []
  var resourceByURI: [String: Int] = [:]
  var resourceByPlace: [SchemaPlace.Key: Int] = [:]
  var placeCount = 0
  /// What following references, and preparing dynamic ones, may still cost.
  var stepsLeft: Int
  /// The members of large objects that references lead through.
  private var membersByPlace: [SchemaPlace.Key: [JSONValue: JSONValue]] = [:]

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
      guard let next = step(token, from: place), stepsLeft >= 0 else { return nil }
      place = child(next, of: place)
    }
    return place
  }

  private mutating func step(_ token: String, from place: SchemaPlace) -> JSONValue? {
    let value = place.value
    guard value.kind == .object else {
      guard let position = Int(token), (0..<value.count).contains(position), String(position) == token else {
        return nil
      }
      stepsLeft -= 1 + position
      return value[position]
    }
    stepsLeft -= 1
    guard value.count > 32 else { return value[token] }
    if membersByPlace[place.key] == nil {
      stepsLeft -= value.count
      membersByPlace[place.key] = Dictionary(
        value.members.map { ($0.key.value, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    return membersByPlace[place.key]?[JSONValue(stringLiteral: token)]
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
    var path = document.root.pointer(to: place.value.position)
    if let keyword { path += "/" + JSONValue.escapedForPointer(keyword) }
    return JSONSchemaError(code: code, message: message, path: place.document == 0 ? path : "\(document.uri)#\(path)")
  }
}
