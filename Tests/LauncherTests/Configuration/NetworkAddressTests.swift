import Launcher
import Testing

@Suite struct NetworkAddressTests {
  @Test(arguments: [
    ("127.0.0.1:50051", NetworkAddress.tcp(host: "127.0.0.1", port: 50051)),
    ("localhost:0", .tcp(host: "localhost", port: 0)),
    ("my-host.example_1.org:65535", .tcp(host: "my-host.example_1.org", port: 65535)),
    ("[::1]:8080", .tcp(host: "::1", port: 8080)),
    ("[2001:db8::7]:1", .tcp(host: "2001:db8::7", port: 1)),
    ("unix:/run/rialto.sock", .unix(path: "/run/rialto.sock")),
    ("unix:here.sock", .unix(path: "here.sock")),
  ])
  func goodTextIsReadAndWrittenBack(text: String, address: NetworkAddress) {
    #expect(NetworkAddress(text) == address)
    #expect(address.description == text)
  }

  @Test(arguments: [
    "", "localhost", "localhost:", ":50051", "localhost:65536", "localhost:-1", "localhost:+1", "localhost:5x",
    "localhost:000001", "::1:50051", "[::1]", "[::1:50051", "[]:1", "[127.0.0.1]:1", "[::g]:1", "300.0.0.1:1",
    "1.2.3:1", "a b:1", "a..b:1", "-a:1", "a-:1", "http://a:1", "a/b:1", "unix:", "unix:a\0b", "ä:1",
  ])
  func badTextIsRefused(text: String) {
    #expect(NetworkAddress(text) == nil)
  }

  @Test func namesAndPathsAreOnlyAsLongAsTheSystemTakesThem() {
    #expect(NetworkAddress("unix:" + String(repeating: "p", count: 107)) != nil)
    #expect(NetworkAddress("unix:" + String(repeating: "p", count: 108)) == nil)
    #expect(NetworkAddress(String(repeating: "h", count: 63) + ":1") != nil)
    #expect(NetworkAddress(String(repeating: "h", count: 64) + ":1") == nil)
    #expect(NetworkAddress(String(repeating: "h.", count: 127) + "h:1") == nil)
  }
}
