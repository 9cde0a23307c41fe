import Bytes
import Protobufs
import Testing
import Wire

@Suite("Services, health and reflection")
struct ServiceTests {
  @Test("a service lists its methods as gRPC calls them")
  func methods() {
    #expect(Mcp_MCPService.name == "mcp.MCPService")
    #expect(
      Mcp_MCPService.Method.all.map(\.path) == [
        "/mcp.MCPService/ExecuteRequest", "/mcp.MCPService/StreamRequests", "/mcp.MCPService/ServerStream",
        "/mcp.MCPService/HealthCheck",
      ])
    let stream = Mcp_MCPService.Method.streamRequests
    #expect(stream.isClientStreaming && stream.isServerStreaming)
    #expect(stream.service == "mcp.MCPService" && stream.name == "StreamRequests")
    #expect(!Mcp_MCPService.Method.executeRequest.isServerStreaming)
    #expect(!Grpc_Health_V1_Health.Method.watch.isClientStreaming)
    #expect(Grpc_Health_V1_Health.Method.watch.isServerStreaming)
    #expect(
      Grpc_Reflection_V1alpha_ServerReflection.Method.serverReflectionInfo.path
        == "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
  }

  @Test("health answers are those of the public service")
  func health() throws {
    var response = Grpc_Health_V1_HealthCheckResponse()
    response.status = .notServing
    #expect(response.encoded().array == [8, 2])
    var list = Grpc_Health_V1_HealthListResponse()
    list.statuses = ["": response]
    #expect(list.encoded().array == [10, 6, 10, 0, 18, 2, 8, 2])
    #expect(try Grpc_Health_V1_HealthListResponse(decoding: list.encoded()) == list)
  }

  @Test("reflection messages have the public numbers")
  func reflection() throws {
    var request = Grpc_Reflection_V1_ServerReflectionRequest()
    request.messageRequest = .listServices("")
    #expect(request.encoded().array == [58, 0])
    request.messageRequest = .fileContainingSymbol("a")
    #expect(request.encoded().array == [34, 1, 97])
    var response = Grpc_Reflection_V1_ServerReflectionResponse()
    response.originalRequest = request
    var error = Grpc_Reflection_V1_ErrorResponse()
    error.errorCode = 5
    response.messageResponse = .errorResponse(error)
    #expect(response.encoded().array == [18, 3, 34, 1, 97, 58, 2, 8, 5])
    // Both versions have the same form.
    let alpha = try Grpc_Reflection_V1alpha_ServerReflectionResponse(decoding: response.encoded())
    #expect(alpha.encoded() == response.encoded())
  }

  @Test("every descriptor is there, after what it imports, and names its own file")
  func descriptors() throws {
    let files = Protobufs.FileDescriptors.all
    #expect(
      Set(files.map(\.name)) == [
        "mcp/mcp.proto", "google/protobuf/any.proto", "grpc/health/v1/health.proto",
        "grpc/reflection/v1/reflection.proto", "grpc/reflection/v1alpha/reflection.proto",
      ])
    var seen: Set<String> = []
    for file in files {
      #expect(seen.isSuperset(of: file.dependencies))
      seen.insert(file.name)
      // FileDescriptorProto.name is field 1, and comes first.
      var reader = WireReader(file.serialized)
      #expect(try reader.nextTag() == WireTag(number: 1, type: .lengthDelimited))
      #expect(try reader.string() == file.name)
    }
  }

  @Test("descriptors carry no comments")
  func comments() throws {
    for file in Protobufs.FileDescriptors.all {
      var reader = WireReader(file.serialized)
      while let tag = try reader.nextTag() {
        #expect(tag.number != 9)
        try reader.skip(tag)
      }
    }
  }

  @Test("symbols are those a reflection client asks for")
  func symbols() throws {
    let file = try #require(Protobufs.FileDescriptors.all.first { $0.name == "mcp/mcp.proto" })
    #expect(file.services == ["mcp.MCPService"])
    #expect(file.dependencies == ["google/protobuf/any.proto"])
    #expect(Set(file.symbols).isSuperset(of: ["mcp.MCPService", "mcp.MCPService.ExecuteRequest", "mcp.MCPRequest"]))
    let health = try #require(Protobufs.FileDescriptors.all.first { $0.name == "grpc/health/v1/health.proto" })
    #expect(health.symbols.contains("grpc.health.v1.HealthCheckResponse.ServingStatus"))
  }
}
