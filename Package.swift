// swift-tools-version: 6.2
import PackageDescription

/// Every target is a room: one reason to exist, and imports that point one way (see the map in README.md).
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: Target.Dependency..., plugins: [Target.PluginUsage] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house, plugins: plugins)
}

func tests(of name: String, _ dependencies: Target.Dependency...) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + dependencies, swiftSettings: house)
}

let package = Package(
  name: "rialto",
  products: [
    .executable(name: "rialto", targets: ["RialtoCommand"]),
    .library(name: "Rialto", targets: ["JSON", "Launcher", "MCPEngine", "MCPModel"]),
  ],
  targets: [
    room("Bytes"),
    tests(of: "Bytes"),

    .systemLibrary(name: "CCrypto"),
    room("Sealing", "Bytes", "CCrypto"),
    tests(of: "Sealing", "Bytes"),

    room("Wire", "Bytes"),
    .target(
      name: "CodecGenerator", dependencies: ["Bytes", "Wire"], path: "Sources/protoc-gen-rialto/CodecGenerator",
      swiftSettings: house),
    .executableTarget(
      name: "protoc-gen-rialto", dependencies: ["Bytes", "CodecGenerator"], path: "Sources/protoc-gen-rialto/Program",
      swiftSettings: house),
    .plugin(
      name: "GenerateCodecs", capability: .buildTool(), dependencies: ["protoc-gen-rialto"],
      path: "Sources/GenerateCodecs"),
    room("Protobufs", "Bytes", "Wire", plugins: ["GenerateCodecs"]),
    tests(of: "Wire", "Bytes"),
    .target(name: "ProtobufC", path: "Tests/ProtobufC", linkerSettings: [.linkedLibrary("protobuf-c")]),
    .testTarget(
      name: "ProtobufsTests", dependencies: ["Bytes", "CodecGenerator", "ProtobufC", "Protobufs", "Wire"],
      exclude: ["Protos"], swiftSettings: house, plugins: ["GenerateCodecs"]),

    room("JSON", "Bytes", "CByteScan", "Wire"),
    .target(name: "SIMDJSON", path: "Tests/SIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    tests(of: "JSON", "Bytes", "PublicSuites", "SIMDJSON", "Wire"),
    .systemLibrary(name: "CByteScan"),
    .systemLibrary(name: "CPCRE2"),
    room("JSONSchema", "Bytes", "CPCRE2", "JSON"),
    room("MCPModel", "Bytes", "JSON"),
    room("URITemplate"),
    tests(of: "URITemplate", "Bytes", "JSON", "PublicSuites"),
    room("MCPEngine", "Bytes", "JSON", "JSONSchema", "MCPModel", "Sealing", "URITemplate", "Wire"),
    room("Workspace", "Bytes", "JSON", "MCPModel", "MCPEngine"),
    tests(of: "Workspace", "Bytes", "JSON", "MCPEngine", "MCPModel", "TestSupport"),

    room("Handoff"),
    tests(of: "Handoff", "TestSupport"),
    room("TLS"),

    .target(
      name: "CBeast", cxxSettings: [.define("NDEBUG", .when(configuration: .release))],
      linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    room("CoreHTTP", "Bytes", "CBeast", "Handoff", "TLS"),
    .target(name: "TLSClient", path: "Tests/TLSClient", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    tests(of: "CoreHTTP", "Bytes", "Handoff", "TLS", "TestSupport"),

    .systemLibrary(name: "CGRPC"),
    room("CoreGRPC", "Bytes", "CGRPC", "Handoff", "TLS"),
    tests(of: "CoreGRPC", "Bytes", "Handoff", "TLS", "TestSupport"),
    room("MCPService", "Bytes", "Wire", "Protobufs", "CoreGRPC", "JSON", "MCPModel", "MCPEngine"),
    room("MCPBridge", "Bytes", "JSON", "MCPModel", "MCPEngine"),
    room("StdioTransport", "Bytes", "JSON", "MCPBridge", "MCPEngine"),
    room("MCPHTTP", "Bytes", "Handoff", "JSON", "CoreHTTP", "MCPBridge", "MCPEngine", "MCPModel"),
    tests(of: "MCPHTTP", "Bytes", "CoreHTTP", "JSON", "MCPEngine", "MCPModel", "MCPService", "TestSupport"),
    .systemLibrary(name: "CMalloc"),
    room(
      "Launcher", "Bytes", "CMalloc", "JSON", "CoreGRPC", "CoreHTTP", "MCPBridge", "MCPEngine", "MCPHTTP", "MCPModel",
      "MCPService", "Sealing", "StdioTransport", "TLS"),

    .target(name: "PublicSuites", path: "Tests/PublicSuites", swiftSettings: house),
    .target(
      name: "TestSupport",
      dependencies: [
        "Bytes", "CoreGRPC", "CoreHTTP", "JSON", "MCPBridge", "MCPEngine", "MCPHTTP", "MCPModel", "MCPService",
        "Protobufs", "Sealing", "StdioTransport", "TLSClient", "Wire",
      ], path: "Tests/TestSupport", swiftSettings: house),
    .testTarget(
      name: "BehaviourTests",
      dependencies: [
        "Bytes", "CoreGRPC", "JSON", "MCPEngine", "MCPHTTP", "MCPModel", "MCPService", "Protobufs", "Sealing",
        "StdioTransport", "TestSupport", "Wire",
      ], swiftSettings: house),
    tests(of: "JSONSchema", "JSON", "PublicSuites"),
    tests(of: "MCPModel", "JSON"),
    tests(of: "MCPEngine", "Bytes", "JSON", "JSONSchema", "MCPModel", "Sealing", "TestSupport"),
    tests(of: "MCPBridge", "Bytes", "JSON", "MCPEngine", "MCPModel", "TestSupport"),
    tests(of: "StdioTransport", "Bytes", "JSON", "MCPBridge", "MCPEngine", "TestSupport"),
    tests(
      of: "MCPService", "Bytes", "CoreGRPC", "JSON", "MCPEngine", "MCPModel", "Protobufs", "TestSupport", "Wire"),
    tests(of: "Launcher", "Bytes", "CoreGRPC", "MCPEngine", "MCPModel", "TLS", "TestSupport"),
    .executableTarget(
      name: "RialtoCommand", dependencies: ["Launcher", "MCPEngine", "MCPModel", "Workspace"], swiftSettings: house),
    tests(of: "RialtoCommand", "Bytes", "Launcher"),
    .executableTarget(
      name: "engine-bench", dependencies: ["Bytes", "JSON", "MCPEngine", "MCPModel", "Wire"], path: "Tools/bench/engine",
      swiftSettings: house),
    .executableTarget(
      name: "conformance-fixture", dependencies: ["JSON", "Launcher", "MCPEngine", "MCPModel"],
      path: "Tests/ConformanceFixture", swiftSettings: house),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
