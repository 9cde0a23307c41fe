import MCPEngine
import MCPHTTP
import MCPService
import StdioTransport
import TestSupport
import Testing

/// What each carrier can do, by the values that the engine decides by.
@Suite struct CarriersTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let abilities: CarrierAbilities
    let transport: String
    let carriesNotifications: Bool
    let subscriptionsNeed: String?
    var testDescription: String { name }
  }

  static let table = [
    Row(
      name: "ExecuteRequest", abilities: GRPCCarriers.executeRequest, transport: "grpc", carriesNotifications: false,
      subscriptionsNeed: "the RPC ServerStream or StreamRequests"),
    Row(
      name: "ServerStream", abilities: GRPCCarriers.serverStream, transport: "grpc", carriesNotifications: true,
      subscriptionsNeed: nil),
    Row(
      name: "StreamRequests", abilities: GRPCCarriers.streamRequests, transport: "grpc", carriesNotifications: true,
      subscriptionsNeed: nil),
    Row(
      name: "stdio", abilities: StdioConnection.abilities, transport: "stdio", carriesNotifications: true,
      subscriptionsNeed: nil),
    Row(
      name: "HTTP", abilities: HTTPCarriers.stream, transport: "http", carriesNotifications: true,
      subscriptionsNeed: nil),
    Row(
      name: "HTTP without streams", abilities: HTTPCarriers.single, transport: "http", carriesNotifications: false,
      subscriptionsNeed: "an Accept header with text/event-stream"),
    Row(
      name: "HTTP in a session", abilities: HTTPCarriers.session, transport: "http", carriesNotifications: true,
      subscriptionsNeed: nil),
    Row(
      name: "WebSocket", abilities: HTTPCarriers.webSocket, transport: "websocket", carriesNotifications: true,
      subscriptionsNeed: nil),
  ]

  @Test(arguments: table)
  func canDoWhatTheTableSays(_ row: Row) {
    #expect(row.abilities.transport.description == row.transport)
    #expect(row.abilities.carriesNotifications == row.carriesNotifications)
    #expect(row.abilities.subscriptionsNeed?.description == row.subscriptionsNeed)
  }
}
