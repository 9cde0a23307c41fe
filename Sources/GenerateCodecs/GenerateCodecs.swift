import Foundation
import PackagePlugin

/// Runs `protoc` with `protoc-gen-rialto` before a target is compiled, so that generated code is never checked in.
///
/// The .proto files are those in the target's own folder `Protos`, or, where it has none, in that of the package.
/// They are found when a build is planned; the command runs again only when one of them or the generator changes.
@main
struct GenerateCodecs: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let own = target.directoryURL.appending(path: "Protos")
    let shared = context.package.directoryURL.appending(path: "Protos")
    let root = FileManager.default.fileExists(atPath: own.path()) ? own : shared
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path())
    let names = paths.filter { $0.hasSuffix(".proto") }.sorted()
    guard !names.isEmpty else { throw Failure(description: "there are no .proto files in \(root.path())") }

    let generator = try context.tool(named: "protoc-gen-rialto").url
    let output = context.pluginWorkDirectoryURL
    // Flattened as the generator does it: the files of one Swift module need different names.
    let codecs = names.map { $0.dropLast(".proto".count).replacing("/", with: "_") + ".pb.swift" }
    let options = [
      "--plugin=protoc-gen-rialto=\(generator.path())",
      "--rialto_out=\(output.path())",
      "--proto_path=\(root.path())",
    ]
    return [
      .buildCommand(
        displayName: "Generating protobuf codecs for \(target.name)",
        executable: try protoc(),
        arguments: options + names,
        inputFiles: names.map { root.appending(path: $0) } + [generator],
        outputFiles: (codecs + ["FileDescriptors.swift"]).map { output.appending(path: $0) })
    ]
  }

  /// The protobuf compiler: the one the environment variable `PROTOC` names, or the first in `PATH`.
  private func protoc() throws -> URL {
    let environment = ProcessInfo.processInfo.environment
    if let chosen = environment["PROTOC"] { return URL(filePath: chosen) }
    let folders = environment["PATH", default: "/usr/bin:/usr/local/bin"].components(separatedBy: ":")
    let candidates = folders.map { URL(filePath: $0).appending(path: "protoc") }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path()) }) else {
      throw Failure(description: "protoc was not found; install protobuf-compiler or set PROTOC")
    }
    return found
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
