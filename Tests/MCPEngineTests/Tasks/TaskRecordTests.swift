import JSON
import MCPModel
import Testing

@testable import MCPEngine

@Suite struct TaskRecordTests {
  static func record(
    _ id: String = "task", at milliseconds: Int64 = 1000, ttl: Duration? = .seconds(10),
    owner: Principal = .anonymous, session: String? = nil
  ) -> TaskRecord {
    TaskRecord(
      TaskState(id: id, createdAt: Timestamp(milliseconds: milliseconds), ttl: ttl), owner: owner, sessionID: session)
  }

  private static let later = Timestamp(milliseconds: 2000)
  private static let question: JSONValue = ["method": "roots/list"]

  @Test func beginsAsWorking() {
    let task = Self.record()
    #expect(task.state.status == .working && !task.isFinal)
    #expect(task.state.lastUpdatedAt == task.state.createdAt)
  }

  @Test func needsInputForAsLongAsAQuestionIsOpen() {
    var task = Self.record()
    task.ask(["a": Self.question, "b": Self.question], at: Self.later)
    #expect(task.state.status == .inputRequired && task.state.lastUpdatedAt == Self.later)
    task.withdraw(["a", "c"], at: Self.later)
    #expect(task.state.status == .inputRequired && Array(task.questions.keys) == ["b"])
    task.withdraw(["b"], at: Self.later)
    #expect(task.state.status == .working && task.questions.isEmpty)
  }

  @Test func isCompletedByAResult() {
    var task = Self.record()
    task.ask(["a": Self.question], at: Self.later)
    task.finish(.success(["isError": false]), toolErrorsFail: true, at: Self.later)
    #expect(task.state.status == .completed && task.isFinal && task.questions.isEmpty)
  }

  @Test func aToolsErrorCompletesItOrFailsItByTheForm() {
    let result: JSONValue = ["isError": true, "content": [["type": "text", "text": "no paper"]]]
    var task = Self.record()
    task.finish(.success(result), toolErrorsFail: false, at: Self.later)
    #expect(task.state.status == .completed && task.state.statusMessage == nil)
    task = Self.record()
    task.finish(.success(result), toolErrorsFail: true, at: Self.later)
    #expect(task.state.status == .failed && task.state.statusMessage == "no paper")
  }

  @Test func failsByAnErrorAndSaysWhich() {
    var task = Self.record()
    task.finish(.failure(MCPError(.internalError, "broken")), toolErrorsFail: false, at: Self.later)
    #expect(task.state.status == .failed && task.state.statusMessage == "broken")
  }

  @Test(arguments: [TaskStatus.completed, .failed, .cancelled])
  func onceEndedItStaysAsItIs(_ status: TaskStatus) {
    var task = Self.record()
    switch status {
    case .completed: task.finish(.success([:]), toolErrorsFail: true, at: Self.later)
    case .failed: task.finish(.failure(MCPError(.internalError, "x")), toolErrorsFail: true, at: Self.later)
    default: task.cancel(at: Self.later)
    }
    let end = Timestamp(milliseconds: 3000)
    task.cancel(at: end)
    task.ask(["a": Self.question], at: end)
    task.withdraw(["a"], at: end)
    task.finish(.success(["late": true]), toolErrorsFail: true, at: end)
    #expect(task.state.status == status && task.state.lastUpdatedAt == Self.later && task.questions.isEmpty)
    if case .success(let result) = task.outcome { #expect(result["late"] == nil) }
  }

  @Test func lastsForItsTimeFromItsCreationOn() {
    let task = Self.record(ttl: .milliseconds(500))
    #expect(!task.hasExpired(at: Timestamp(milliseconds: 1499)))
    #expect(task.hasExpired(at: Timestamp(milliseconds: 1500)))
    #expect(!Self.record(ttl: nil).hasExpired(at: Timestamp(milliseconds: .max / 2)))
  }
}
