internal import Bytes
internal import Glibc
internal import Launcher
internal import Testing

@testable internal import RialtoCommand

/// What the README says that the program knows better.
@Suite struct ReadmeTests {
  @Test func theTableOfSettingsIsTheProgramsOwn() throws {
    let readme = try #require(read("README.md"))
    let commandLine = RialtoMain.program.commandLine
    #expect(readme.contains(commandLine.table.markdown(defaults: commandLine.defaults)))
  }

  @Test func everyRoomStandsInTheMap() throws {
    let readme = try #require(read("README.md"))
    let sources = packageRoot + "/Sources"
    let directory = try #require(opendir(sources))
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { #expect(readme.contains("`\(name)`"), "the room \(name) is not in the README") }
    }
  }

  private var packageRoot: String {
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  }

  private func read(_ name: String) -> String? {
    guard let file = fopen(packageRoot + "/" + name, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(validating: bytes, as: UTF8.self)
  }
}
