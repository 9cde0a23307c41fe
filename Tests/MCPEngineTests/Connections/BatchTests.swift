import JSON
import MCPModel
import Testing

@testable import MCPEngine

@Suite struct BatchTests {
  private static func answer(_ id: Int64) -> JSONRPCResponse {
    JSONRPCResponse(id: .integer(id), outcome: .success(.value([:])))
  }

  @Test func isCompleteWithItsLastAnswer() {
    let batch = Batch(expecting: 3)
    #expect(batch.add(Self.answer(2)) == nil && batch.add(nil) == nil)
    #expect(batch.add(Self.answer(1))?.map(\.id) == [.integer(2), .integer(1)])
  }

  @Test func withoutAnswersIsNothing() {
    let batch = Batch(expecting: 2)
    #expect(batch.add(nil) == nil && batch.add(nil) == nil)
  }
}
