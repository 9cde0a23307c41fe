/// How much a log message matters: the severities of syslog (RFC 5424, section 6.2.1; MCP, Logging), least first.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
  case debug
  case info
  case notice
  case warning
  case error
  case critical
  case alert
  case emergency

  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.severity < right.severity }

  /// From 0, the least, to 7.
  private var severity: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .notice: 2
    case .warning: 3
    case .error: 4
    case .critical: 5
    case .alert: 6
    case .emergency: 7
    }
  }
}
