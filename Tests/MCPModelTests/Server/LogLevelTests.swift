import MCPModel
import Testing

@Suite struct LogLevelTests {
  @Test func areInTheOrderOfTheirSeverity() {
    #expect(
      LogLevel.allCases.map(\.rawValue)
        == ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"])
    #expect(LogLevel.allCases.reversed().sorted() == LogLevel.allCases)
    #expect(LogLevel.warning < .error && !(LogLevel.info < .info))
  }
}
