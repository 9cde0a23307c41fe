package import Bytes
package import CoreGRPC
package import TLS

/// What a server proves itself with, as paths of PEM files. Without a certificate it speaks plain text.
package struct ServerTLSFiles: Sendable {
  /// The certificate chain, the server's own first.
  package var certificate: String?
  package var key: String?
  /// The authorities that clients need a certificate from; nil lets in clients without one.
  package var clientCA: String?

  /// The first part of the settings' names.
  private let group: String

  package init(group: String) {
    self.group = group
  }

  package var isOn: Bool { certificate != nil }

  /// - Throws: `conflict` where one of the files is missing beside another.
  package func check() throws(ConfigurationError) {
    try TLSIdentity.checkPair(certificate, key, group: group)
    if clientCA != nil, certificate == nil {
      throw ConfigurationError(
        code: .conflict, message: "The setting \(group).tls-client-ca needs \(group).tls-certificate and \(group).tls-key.")
    }
  }

  /// Reads the files, for gRPC.
  /// - Throws: `unreadableFile` or `invalidValue`, naming the setting and the file.
  package func credentials(
    readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) -> ServerCredentials {
    try identity(readFile: readFile).map { .tls($0) } ?? .insecure
  }

  /// Reads the files; nil for plain text.
  /// - Throws: `unreadableFile` or `invalidValue`, naming the setting and the file.
  package func identity(readFile: (String) throws -> SharedBytes) throws(ConfigurationError) -> ServerTLS? {
    guard let certificate, let key else { return nil }
    let identity = try TLSIdentity(certificate: certificate, key: key, group: group, readFile: readFile)
    try identity.check()
    var tls = ServerTLS(certificateChainPEM: identity.certificateChain, privateKeyPEM: identity.privateKey)
    guard let clientCA else { return tls }
    tls.clientRootsPEM = try PEMFile.read(.certificates, clientCA, of: "\(group).tls-client-ca", readFile: readFile)
    tls.clientCertificate = .required
    guard tls.isUsable else {
      throw ConfigurationError(
        code: .invalidValue,
        message: "The file \(clientCA.quoted) of \(group).tls-client-ca cannot be used: it is damaged.")
    }
    return tls
  }
}
