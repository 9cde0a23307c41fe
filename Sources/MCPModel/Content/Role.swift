/// Who speaks in a conversation, or is addressed (MCP, Prompts and Sampling).
public enum Role: String, Sendable, CaseIterable {
  case user
  case assistant
}
