import JSON
import MCPModel
import Testing

@Suite struct TaskStateTests {
  private static let task = TaskState(
    id: "t", status: .inputRequired, statusMessage: "M", createdAt: Timestamp(milliseconds: 0),
    lastUpdatedAt: Timestamp(milliseconds: 1500), ttl: .seconds(60), pollInterval: .milliseconds(5))

  @Test func hasTheNamesOfTheRevision() {
    #expect(
      object { Self.task.writeMembers(to: &$0, for: .v2025_11_25) } == [
        "taskId": "t", "status": "input_required", "statusMessage": "M", "createdAt": "1970-01-01T00:00:00.000Z",
        "lastUpdatedAt": "1970-01-01T00:00:01.500Z", "ttl": 60_000, "pollInterval": 5,
      ])
    #expect(
      object { Self.task.writeMembers(to: &$0, for: .v2026_07_28) } == [
        "taskId": "t", "status": "input_required", "statusMessage": "M", "createdAt": "1970-01-01T00:00:00.000Z",
        "lastUpdatedAt": "1970-01-01T00:00:01.500Z", "ttlMs": 60_000, "pollIntervalMs": 5,
      ])
  }

  /// Both shapes say null, rather than nothing, of a task that is kept.
  @Test func isKeptWithoutATimeToLive() {
    let task = TaskState(id: "t", createdAt: Timestamp(milliseconds: 0))
    let legacy = object { task.writeMembers(to: &$0, for: .v2025_11_25) }
    #expect(legacy["ttl"]?.isNull == true && legacy["pollInterval"] == nil && legacy["statusMessage"] == nil)
    #expect(legacy["status"] == "working" && legacy["lastUpdatedAt"] == legacy["createdAt"])
    #expect(object { task.writeMembers(to: &$0, for: .v2026_07_28) }["ttlMs"]?.isNull == true)
  }

  @Test(arguments: [
    (Duration.microseconds(1), Int64(1)), (.milliseconds(1), 1), (.microseconds(1001), 2), (.zero, 0),
    (.seconds(Int64.max), Int64.max),
  ])
  func countsWholeMilliseconds(_ ttl: Duration, _ milliseconds: Int64) {
    let task = TaskState(id: "t", createdAt: Timestamp(milliseconds: 0), ttl: ttl)
    #expect(object { task.writeMembers(to: &$0, for: .v2026_07_28) }["ttlMs"]?.int == milliseconds)
  }

  @Test func isFinalOnceItEnded() {
    #expect(TaskStatus.allCases.filter(\.isFinal) == [.completed, .failed, .cancelled])
    #expect(
      TaskStatus.allCases.map(\.rawValue) == ["working", "input_required", "completed", "failed", "cancelled"])
  }
}

@Suite struct TimestampTests {
  @Test(arguments: [
    (Int64(0), "1970-01-01T00:00:00.000Z"), (1_764_066_600_007, "2025-11-25T10:30:00.007Z"),
    (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    (.min, "0001-01-01T00:00:00.000Z"), (.max, "9999-12-31T23:59:59.999Z"),
  ])
  func isTextOfISO8601(_ milliseconds: Int64, _ text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
  }

  @Test func isTheTimeOfDay() {
    let now = Timestamp.now
    #expect(now > Timestamp(milliseconds: 1_764_066_600_000))
    #expect(now.iso8601 < "9999")
  }
}
