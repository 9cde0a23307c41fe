internal import Bytes
package import CoreGRPC
internal import Protobufs
internal import Wire

/// gRPC server reflection, v1 and v1alpha: the two have the same messages under different names, so one codec serves
/// both.
package struct ReflectionService: Sendable {
  private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
  private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse

  private let services: [String]
  private let files: [String: FileDescriptor]
  private let fileOfSymbol: [String: String]

  /// - Parameter services: the full names of the services that the server offers.
  package init(services: [String]) {
    self.services = services.sorted()
    self.files = Dictionary(FileDescriptors.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.fileOfSymbol = Dictionary(
      FileDescriptors.all.flatMap { file in file.symbols.map { ($0, file.name) } },
      uniquingKeysWith: { first, _ in first })
  }

  package var methods: [GRPCMethod] {
    [
      .stream("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo") { await serve($0) },
      .stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo") { await serve($0) },
    ]
  }

  /// The names under which reflection itself is offered.
  package static let names = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"]

  private func serve(_ stream: ServerStream) async -> GRPCStatus {
    do {
      while true {
        switch await stream.nextEvent() {
        case .message(let bytes): try await stream.send(answer(try Request(decoding: bytes)).encoded())
        case .ended: return .ok
        case .draining: return .draining
        case .failed: return .cancelled
        }
      }
    } catch let error as WireError {
      return GRPCStatus(.invalidArgument, error.description)
    } catch let error as GRPCError {
      return error.status
    } catch {
      return GRPCStatus(.internal, "Internal error")
    }
  }

  private func answer(_ request: Request) -> Response {
    var response = Response()
    response.validHost = request.host
    response.originalRequest = request
    switch request.messageRequest {
    case .listServices:
      var list = Grpc_Reflection_V1_ListServiceResponse()
      list.service = services.map { name in
        var service = Grpc_Reflection_V1_ServiceResponse()
        service.name = name
        return service
      }
      response.messageResponse = .listServicesResponse(list)
    case .fileByFilename(let name):
      response.messageResponse = descriptors(from: name)
    case .fileContainingSymbol(let symbol):
      response.messageResponse = descriptors(from: fileOfSymbol[symbol])
    case .fileContainingExtension:
      response.messageResponse = Self.error(.notFound, "There are no extensions")
    case .allExtensionNumbersOfType(let type):
      if fileOfSymbol[type] != nil {
        var numbers = Grpc_Reflection_V1_ExtensionNumberResponse()
        numbers.baseTypeName = type
        response.messageResponse = .allExtensionNumbersResponse(numbers)
      } else {
        response.messageResponse = Self.error(.notFound, "Unknown type")
      }
    case nil:
      response.messageResponse = Self.error(.invalidArgument, "The request asks for nothing")
    }
    return response
  }

  /// A file and all that it imports, the file first.
  private func descriptors(from name: String?) -> Response.OneOf_MessageResponse {
    guard let name, files[name] != nil else { return Self.error(.notFound, "Unknown file or symbol") }
    var wanted = [name]
    var response = Grpc_Reflection_V1_FileDescriptorResponse()
    var index = 0
    while index < wanted.count {
      if let file = files[wanted[index]] {
        response.fileDescriptorProto.append(file.serialized)
        wanted += file.dependencies.filter { !wanted.contains($0) }
      }
      index += 1
    }
    return .fileDescriptorResponse(response)
  }

  private static func error(_ code: GRPCStatus.Code, _ message: String) -> Response.OneOf_MessageResponse {
    var error = Grpc_Reflection_V1_ErrorResponse()
    error.errorCode = Int32(code.rawValue)
    error.errorMessage = message
    return .errorResponse(error)
  }
}
