public import JSON

/// A request that the client's language model say something (MCP, Sampling).
public struct CreateMessageRequest: Sendable {
  /// The conversation so far, the oldest message first.
  public var messages: [SamplingMessage]
  /// How many tokens the answer may have at most; the client may allow fewer.
  public var maxTokens: Int
  public var systemPrompt: String?
  /// Which model is wanted; the client decides.
  public var modelPreferences: ModelPreferences?
  /// What else of the conversation, or of others, the model may see; nil means nothing. From 2025-11-25 on the client
  /// must have declared `sampling.context` for anything but `none`.
  public var includeContext: IncludeContext?
  /// Finite; what it means is up to the model.
  public var temperature: Double?
  /// Texts at which the model stops.
  public var stopSequences: [String]
  /// An object for whoever provides the model.
  public var metadata: JSONValue?
  /// Tools that the model may want called, by this server; from 2025-11-25 on.
  public var tools: [Tool]
  /// Nil means `auto`; from 2025-11-25 on.
  public var toolChoice: ToolChoice?

  /// Whose context the client may add to what the model sees.
  public enum IncludeContext: String, Sendable, CaseIterable {
    case none
    case thisServer
    case allServers
  }

  /// How freely the model may use the tools.
  public enum ToolChoice: String, Sendable, CaseIterable {
    case auto
    case required
    case none
  }

  public init(
    messages: [SamplingMessage], maxTokens: Int, systemPrompt: String? = nil,
    modelPreferences: ModelPreferences? = nil, includeContext: IncludeContext? = nil, temperature: Double? = nil,
    stopSequences: [String] = [], metadata: JSONValue? = nil, tools: [Tool] = [], toolChoice: ToolChoice? = nil
  ) {
    self.messages = messages
    self.maxTokens = maxTokens
    self.systemPrompt = systemPrompt
    self.modelPreferences = modelPreferences
    self.includeContext = includeContext
    self.temperature = temperature
    self.stopSequences = stopSequences
    self.metadata = metadata
    self.tools = tools
    self.toolChoice = toolChoice
  }

  /// Whether only a client that knows tools can be asked.
  var usesTools: Bool {
    !tools.isEmpty || toolChoice != nil || messages.contains { $0.content.contains(where: \.isToolBlock) }
  }

  /// The params without `_meta`.
  ///
  /// - Throws: -32603 for what the revision has no words for.
  func params(for revision: ProtocolRevision) throws(MCPError) -> JSONValue {
    guard revision.traits.contains(.samplingTools) || !usesTools else {
      throw .cannotAsk("The use of tools", in: revision)
    }
    var builder = JSONBuilder()
    builder.beginObject()
    builder.array("messages", messages) { $1.write(to: &$0, for: revision) }
    if let modelPreferences {
      builder.key("modelPreferences")
      modelPreferences.write(to: &builder)
    }
    builder.member("systemPrompt", systemPrompt)
    builder.member("includeContext", includeContext?.rawValue)
    builder.member("temperature", temperature)
    builder.member("maxTokens", Int64(maxTokens))
    if !stopSequences.isEmpty { builder.member("stopSequences", stopSequences) }
    builder.member("metadata", metadata)
    if !tools.isEmpty { builder.array("tools", tools) { $1.write(to: &$0, for: revision) } }
    if let toolChoice {
      builder.key("toolChoice")
      builder.beginObject()
      builder.member("mode", toolChoice.rawValue)
      builder.endObject()
    }
    builder.endObject()
    return builder.finish()
  }
}
