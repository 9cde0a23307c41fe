internal import Bytes
internal import JSON
internal import MCPModel
internal import Sealing

/// What a stateless request has come to when it asks its client: sealed, it travels to the client and back as
/// `requestState` (2026-07-28, Multi Round-Trip Requests, Server Requirements).
///
/// It is bound to the principal and to the request (its method and its params without those of the pattern), and is
/// worthless after its expiry. Within that it may be replayed, unless a handler asks for its single use.
struct RequestState: Sendable {
  /// Names this round, so that it can be used once only.
  var id: String
  /// Milliseconds since 1970.
  var expiresAt: Int64
  /// By key, as the client sent them.
  var answers: [String: JSONValue]
  /// What the handler did once, by its key.
  var memories: [String: JSONValue]

  private static let purpose: StaticString = "requestState"

  /// - Throws: where it would be larger than `maxBytes`.
  func sealed(by sealer: Sealer, binding: [SharedBytes], maxBytes: Int) throws(MCPError) -> String {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.member("id", id)
    builder.member("expiresAt", expiresAt)
    builder.member("answers", answers)
    builder.member("memories", memories)
    builder.endObject()
    let text = builder.finish().encodedJSONBytes()
    guard text.count <= maxBytes else {
      throw MCPError(.internalError, "The answers so far are more than a request may carry")
    }
    do throws(SealError) {
      return try sealer.seal(text, purpose: Self.purpose, binding: binding)
    } catch {
      throw MCPError(.internalError, "The answers so far are more than a request may carry", cause: error)
    }
  }

  /// - Throws: -32602, the same for whatever is wrong with it.
  init(_ text: String, sealer: Sealer, binding: [SharedBytes], now: Int64) throws(MCPError) {
    let opened: SharedBytes
    do throws(SealError) {
      opened = try sealer.open(text, purpose: Self.purpose, binding: binding)
    } catch {
      throw Self.refused
    }
    guard let json = Self.parse(opened), let id = json["id"]?.string, let expiresAt = json["expiresAt"]?.int,
      let answers = json["answers"], let memories = json["memories"], expiresAt > now
    else { throw Self.refused }
    self.init(id: id, expiresAt: expiresAt, answers: Self.values(answers), memories: Self.values(memories))
  }

  init(id: String, expiresAt: Int64, answers: [String: JSONValue], memories: [String: JSONValue]) {
    self.id = id
    self.expiresAt = expiresAt
    self.answers = answers
    self.memories = memories
  }

  private static func values(_ object: JSONValue) -> [String: JSONValue] {
    Dictionary(object.members.map { ($0.key.string, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What was sealed has been within the limits of the messages that it came from.
  private static func parse(_ bytes: SharedBytes) -> JSONValue? {
    do {
      return try JSONValue.parse(
        bytes, limits: JSONLimits(maximumDepth: 512, maximumSizeBytes: .max, maximumNodes: .max))
    } catch {
      return nil
    }
  }

  static let refused = MCPError.invalidParams(
    "is not a state that this server gave for this request, or has expired", at: "/params/requestState")

  /// What a state is bound to: whose request it is, and which.
  static func binding(of request: JSONRPCRequest, by principal: Principal) -> [SharedBytes] {
    var builder = JSONBuilder()
    builder.beginObject()
    if let params = request.params {
      // Names in order and numbers in one spelling: the client's library may write the same params differently.
      let ownMembers: Set<String> = ["_meta", "inputResponses", "requestState"]
      for (key, value) in params.sortedMembers where !ownMembers.contains(key) {
        builder.key(key)
        builder.canonical(value)
      }
    }
    builder.endObject()
    return [
      SharedBytes(principal.name.utf8), SharedBytes(request.method.utf8), builder.finish().encodedJSONBytes(),
    ]
  }
}

extension JSONValue {
  fileprivate var sortedMembers: [(key: String, value: JSONValue)] {
    members.map { (key: $0.key.string, value: $0.value) }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

extension JSONBuilder {
  fileprivate mutating func member(_ name: StaticString, _ values: [String: JSONValue]) {
    key(name)
    beginObject()
    for (name, value) in values {
      key(name)
      self.value(value)
    }
    endObject()
  }

  /// The value in a form that every spelling of it shares. Its depth is bounded by that of the message.
  fileprivate mutating func canonical(_ value: JSONValue) {
    switch value.kind {
    case .object:
      beginObject()
      for (name, member) in value.sortedMembers {
        key(name)
        canonical(member)
      }
      endObject()
    case .array:
      beginArray()
      for element in value.elements { canonical(element) }
      endArray()
    case .string:
      string(value.string ?? "")
    case .number:
      if let integer = value.int {
        int(integer)
      } else if let number = value.double {
        double(number)
      } else {
        self.value(value)
      }
    case .bool, .null:
      self.value(value)
    }
  }
}
