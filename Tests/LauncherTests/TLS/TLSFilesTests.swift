import Bytes
import CoreGRPC
import Launcher
import TLS
import TestSupport
import Testing

/// The files of TLS, from their names to what the transport is given. Interop tests talk over what comes of it.
@Suite struct TLSFilesTests {
  private struct NoSuchFile: Error, CustomStringConvertible {
    var description: String { "no such file" }
  }

  private static let files = [
    "ca": Certificates.authority, "server": Certificates.server, "server-key": Certificates.serverKey,
    "client": Certificates.client, "client-key": Certificates.clientKey,
    "chain": "A server and its authority.\n\(Certificates.server)\n\(Certificates.authority)",
    "crlf": Certificates.server.split(separator: "\n").joined(separator: "\r\n"),
    "empty": "", "cut": String(Certificates.authority.dropLast(100)),
    "changed": Certificates.authority.replacing("MIIB", with: "NIIB", maxReplacements: 1),
    "short": "-----BEGIN CERTIFICATE-----\nMAMBAf8=\n-----END CERTIFICATE-----\n",
    "long": String(repeating: "x", count: ConfigurationFile.maxBytes + 1),
    "encrypted": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
    "old-encrypted": "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
  ]

  private static func read(_ path: String) throws -> SharedBytes {
    guard let text = files[path] else { throw NoSuchFile() }
    return SharedBytes(text.utf8)
  }

  private static func refusal(_ body: () throws(ConfigurationError) -> Void) -> ConfigurationError? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  private static func server(_ certificate: String?, _ key: String?, _ clientCA: String? = nil) -> ServerTLSFiles {
    var files = ServerTLSFiles(group: "grpc")
    files.certificate = certificate
    files.key = key
    files.clientCA = clientCA
    return files
  }

  private static func client(_ ca: String?, _ certificate: String? = nil, _ key: String? = nil) -> ClientTLSFiles {
    var files = ClientTLSFiles()
    files.isOn = true
    files.ca = ca
    files.certificate = certificate
    files.key = key
    return files
  }

  @Test(arguments: ["server", "chain", "crlf"])
  func aServerWithACertificateSpeaksTLS(certificate: String) throws {
    let files = Self.server(certificate, "server-key")
    try files.check()
    guard case .tls(let tls) = try files.credentials(readFile: Self.read) else {
      Issue.record("it speaks TLS")
      return
    }
    #expect(tls.certificateChainPEM == Self.files[certificate] && tls.privateKeyPEM == Certificates.serverKey)
    #expect(tls.clientRootsPEM == nil && tls.clientCertificate == .none)
  }

  @Test func aServerWithAuthoritiesForClientsRequiresTheirCertificates() throws {
    guard case .tls(let tls) = try Self.server("server", "server-key", "ca").credentials(readFile: Self.read) else {
      Issue.record("it speaks TLS")
      return
    }
    #expect(tls.clientRootsPEM == Certificates.authority && tls.clientCertificate == .required)
  }

  @Test func aClientSpeaksTLSWhereItIsToldTo() throws {
    guard case .insecure = try ClientTLSFiles().credentials(readFile: Self.read),
      case .insecure = try ServerTLSFiles(group: "grpc").credentials(readFile: Self.read)
    else {
      Issue.record("nothing said means plain text")
      return
    }
    var files = Self.client("ca", "client", "client-key")
    files.serverName = "server.test"
    try files.check()
    guard case .tls(let tls) = try files.credentials(readFile: Self.read) else {
      Issue.record("it speaks TLS")
      return
    }
    #expect(tls.rootsPEM == Certificates.authority && tls.serverName == "server.test")
    #expect(tls.certificateChainPEM == Certificates.client && tls.privateKeyPEM == Certificates.clientKey)
    guard case .tls(let plain) = try Self.client(nil).credentials(readFile: Self.read) else {
      Issue.record("it speaks TLS with the system's authorities")
      return
    }
    #expect(plain.rootsPEM == nil && plain.certificateChainPEM == nil)
  }

  @Test(arguments: [
    (("server", nil, nil), "The setting grpc.tls-certificate needs grpc.tls-key."),
    ((nil, "server-key", nil), "The setting grpc.tls-key needs grpc.tls-certificate."),
    ((nil, nil, "ca"), "The setting grpc.tls-client-ca needs grpc.tls-certificate and grpc.tls-key."),
  ] as [((String?, String?, String?), String)])
  func aServersFilesGoTogether(files: (String?, String?, String?), message: String) {
    let error = Self.refusal { () throws(ConfigurationError) in try Self.server(files.0, files.1, files.2).check() }
    #expect(error?.code == .conflict && error?.message == message)
  }

  @Test func aClientsFilesGoTogetherAndAreNotPassedOverInPlainText() {
    func message(_ files: ClientTLSFiles) -> String? {
      Self.refusal { () throws(ConfigurationError) in try files.check() }?.message
    }
    #expect(message(Self.client("ca", "client")) == "The setting connect.tls-certificate needs connect.tls-key.")
    #expect(message(Self.client("ca", nil, "key")) == "The setting connect.tls-key needs connect.tls-certificate.")
    var off = Self.client("ca")
    off.isOn = false
    #expect(message(off) == "The setting connect.tls-ca needs connect.tls.")
    off = ClientTLSFiles()
    off.serverName = "server.test"
    #expect(message(off) == "The setting connect.tls-server-name needs connect.tls.")
  }

  @Test(arguments: [
    ("none", "cannot be read: no such file."), ("empty", "has no certificate in PEM form."),
    ("server-key", "has no certificate in PEM form."), ("cut", "has a damaged certificate."),
    ("changed", "has a damaged certificate."), ("short", "cannot be used: it is damaged."),
    ("long", "is not PEM text of at most 1048576 bytes."),
  ])
  func aBadFileOfAuthoritiesIsNamed(path: String, fault: String) {
    let error = Self.refusal { () throws(ConfigurationError) in
      _ = try Self.server("server", "server-key", path).credentials(readFile: Self.read)
    }
    #expect(error?.message == "The file '\(path)' of grpc.tls-client-ca \(fault)")
    #expect(error?.code == (path == "none" ? .unreadableFile : .invalidValue))
  }

  @Test(arguments: [
    ("none", "cannot be read: no such file."), ("ca", "has no private key in PEM form."),
    ("encrypted", "is encrypted, and there is nobody to ask for its password."),
    ("old-encrypted", "is encrypted, and there is nobody to ask for its password."),
  ])
  func aBadFileOfAKeyIsNamed(path: String, fault: String) {
    let error = Self.refusal { () throws(ConfigurationError) in
      _ = try Self.client("ca", "client", path).credentials(readFile: Self.read)
    }
    #expect(error?.message == "The file '\(path)' of connect.tls-key \(fault)")
  }

  @Test func aKeyOfAnotherCertificateIsRefused() {
    let error = Self.refusal { () throws(ConfigurationError) in
      _ = try Self.server("server", "client-key").credentials(readFile: Self.read)
    }
    #expect(error?.code == .invalidValue)
    #expect(
      error?.message == """
        The files 'server' of grpc.tls-certificate and 'client-key' of grpc.tls-key cannot be used: they are damaged, \
        or do not belong together.
        """)
    #expect(
      Self.refusal { () throws(ConfigurationError) in
        _ = try Self.client("ca", "client", "server-key").credentials(readFile: Self.read)
      } != nil)
  }
}
