import JSON
import MCPModel
import Testing

@Suite struct InputRequestTests {
  private static let form = InputRequest.elicitation(.form(message: "M", schema: .init([])))
  private static let url = InputRequest.elicitation(.url(message: "M", url: "https://example.com/", elicitationID: "e"))
  private static let sampling = InputRequest.sampling(.init(messages: [], maxTokens: 1))
  private static let tools = InputRequest.sampling(.init(messages: [], maxTokens: 1, tools: [Tool(name: "t")]))
  private static let choice = InputRequest.sampling(.init(messages: [], maxTokens: 1, toolChoice: .auto))
  private static let history = InputRequest.sampling(
    .init(
      messages: [.init(role: .user, content: [.init(.toolResult(toolUseID: "1", .text("x")))])], maxTokens: 1))
  private static let context = InputRequest.sampling(.init(messages: [], maxTokens: 1, includeContext: .allServers))
  private static let noContext = InputRequest.sampling(
    .init(messages: [], maxTokens: 1, includeContext: CreateMessageRequest.IncludeContext.none))

  @Test func hasItsMethod() {
    #expect(Self.form.method == "elicitation/create" && Self.url.method == "elicitation/create")
    #expect(Self.sampling.method == "sampling/createMessage" && InputRequest.roots.method == "roots/list")
  }

  @Test(arguments: ProtocolRevision.allCases)
  func forRootsNeedsThatCapability(_ revision: ProtocolRevision) throws {
    #expect(try InputRequest.roots.params(for: revision) == nil)
    #expect(InputRequest.roots.missingCapability(["roots": [:]], for: revision) == nil)
    #expect(InputRequest.roots.missingCapability(["roots": ["listChanged": true]], for: revision) == nil)
    #expect(InputRequest.roots.missingCapability([:], for: revision) == ["roots": [:]])
    #expect(InputRequest.roots.missingCapability(["roots": true], for: revision) == ["roots": [:]])
    #expect(InputRequest.roots.missingCapability("x", for: revision) == ["roots": [:]])
  }

  @Test(arguments: [ProtocolRevision.v2025_11_25, .v2026_07_28])
  func forInputNeedsTheModeWhereThereAreModes(_ revision: ProtocolRevision) {
    func missing(_ request: InputRequest, _ elicitation: JSONValue) -> JSONValue? {
      request.missingCapability(["elicitation": elicitation], for: revision)
    }
    #expect(missing(Self.form, [:]) == nil)
    #expect(missing(Self.form, ["form": [:]]) == nil)
    #expect(missing(Self.form, ["form": [:], "url": [:]]) == nil)
    #expect(missing(Self.form, ["url": [:]]) == ["elicitation": ["form": [:]]])
    #expect(missing(Self.form, true) == ["elicitation": ["form": [:]]])
    #expect(Self.form.missingCapability([:], for: revision) == ["elicitation": ["form": [:]]])
    #expect(missing(Self.url, ["url": [:]]) == nil)
    #expect(missing(Self.url, [:]) == ["elicitation": ["url": [:]]])
    #expect(missing(Self.url, ["form": [:], "url": true]) == ["elicitation": ["url": [:]]])
  }

  @Test func forInputNeedsThePlainCapabilityBefore() {
    #expect(Self.form.missingCapability(["elicitation": [:]], for: .v2025_06_18) == nil)
    #expect(Self.form.missingCapability(["elicitation": ["url": [:]]], for: .v2025_06_18) == nil)
    #expect(Self.form.missingCapability([:], for: .v2025_06_18) == ["elicitation": [:]])
    #expect(
      Self.url.missingCapability(["elicitation": ["url": [:]]], for: .v2025_06_18) == ["elicitation": ["url": [:]]])
    // What a client declares that its revision does not know counts for nothing.
    #expect(Self.form.missingCapability(["elicitation": [:]], for: .v2025_03_26) == ["elicitation": [:]])
  }

  @Test(arguments: [ProtocolRevision.v2025_11_25, .v2026_07_28])
  func forAMessageNeedsWhatItUses(_ revision: ProtocolRevision) {
    func missing(_ request: InputRequest, _ sampling: JSONValue) -> JSONValue? {
      request.missingCapability(["sampling": sampling], for: revision)
    }
    #expect(missing(Self.sampling, [:]) == nil && missing(Self.noContext, [:]) == nil)
    #expect(Self.sampling.missingCapability([:], for: revision) == ["sampling": [:]])
    for request in [Self.tools, Self.choice, Self.history] {
      #expect(missing(request, ["tools": [:]]) == nil)
      #expect(missing(request, [:]) == ["sampling": ["tools": [:]]])
      #expect(request.missingCapability([:], for: revision) == ["sampling": ["tools": [:]]])
    }
    #expect(missing(Self.context, ["context": [:]]) == nil)
    #expect(missing(Self.context, ["tools": [:]]) == ["sampling": ["context": [:]]])
  }

  @Test(arguments: [ProtocolRevision.v2024_11_05, .v2025_03_26, .v2025_06_18])
  func forAMessageNeedsThePlainCapabilityBefore(_ revision: ProtocolRevision) {
    #expect(Self.sampling.missingCapability(["sampling": [:]], for: revision) == nil)
    #expect(Self.context.missingCapability(["sampling": [:]], for: revision) == nil)
    #expect(Self.sampling.missingCapability([:], for: revision) == ["sampling": [:]])
    #expect(Self.tools.missingCapability(["sampling": ["tools": [:]]], for: revision) == ["sampling": ["tools": [:]]])
  }
}
