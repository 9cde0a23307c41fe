import JSON
import MCPModel
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(5))) struct TaskQuestionsTests {
  private let questions = TaskQuestions(maximum: 3)

  @discardableResult
  private func open(_ keys: String...) throws -> Awaited<TaskQuestions.Answers> {
    try questions.open(
      Dictionary(uniqueKeysWithValues: keys.map { ($0, InputRequest.roots) }), until: .now + .seconds(60))
  }

  private func code(_ body: () throws -> Void) -> ClientInputError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? ClientInputError)?.code
    }
  }

  @Test func areAnsweredTogetherHoweverTheAnswersCome() async throws {
    let answers = try open("a", "b")
    #expect(questions["a"] != nil && questions["b"] != nil && questions["c"] == nil)
    questions.answer(["b": .roots([]), "c": .roots([])])
    #expect(questions["a"] != nil && questions["b"] == nil)
    questions.answer(["a": .roots([])])
    #expect(Set(try await answers.value().get().keys) == ["a", "b"])
  }

  @Test func haveEachTheirOwnKeyForTheLifeOfTheTask() throws {
    try open("a")
    #expect(code { try open("a") } == .usedKey)
    questions.answer(["a": .roots([])])
    #expect(code { try open("b", "a") } == .usedKey)
    #expect(questions["b"] == nil, "all or none")
    try open("b")
    questions.withdraw(["b"])
    #expect(code { try open("b") } == .usedKey)
  }

  @Test func areBounded() throws {
    try open("a", "b")
    #expect(code { try open("c", "d") } == .overloaded)
    questions.answer(["a": .roots([])])
    try open("c", "d")
  }

  @Test func failTogether() async throws {
    let answers = try open("a", "b")
    questions.fail("a", ClientInputError(.refused, "no"))
    questions.fail("x", ClientInputError(.refused, "no"))
    await #expect(throws: ClientInputError.self) { try await answers.value().get() }
  }

  @Test func endWithTheTask() async throws {
    let answers = try open("a")
    questions.close()
    await #expect(throws: ClientInputError.self) { try await answers.value().get() }
    #expect(questions["a"] == nil)
    #expect(code { try open("b") } == .unreachable)
    #expect(await questions.next(besides: [])?.key == nil)
  }

  @Test func areCarriedByOneCallEach() async throws {
    try open("a", "b")
    let first = try #require(await questions.next(besides: []))
    let second = try #require(await questions.next(besides: []))
    #expect([first.key, second.key] == ["a", "b"])
    questions.release(first)
    #expect(await questions.next(besides: [])?.key == "a")
  }

  @Test func areHandedToACallThatWaits() async throws {
    async let waited = questions.next(besides: ["a"])
    try open("a")
    let other = await questions.next(besides: [])
    #expect(other?.key == "a", "the one that waits has had it")
    try open("b")
    #expect(await waited?.key == "b")
  }

  @Test func leaveACallThatIsGivenUp() async throws {
    await withDiscardingTaskGroup { group in
      group.addTask { [questions] in #expect(await questions.next(besides: [])?.key == nil) }
      group.cancelAll()
    }
    try open("a")
    #expect(await questions.next(besides: [])?.key == "a")
  }
}
