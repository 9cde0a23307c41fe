package import Bytes
package import CoreGRPC

/// What a server proves itself with, as paths of PEM files. Without a certificate it speaks plain text.
package struct ServerTLSFiles: Sendable {
  /// The certificate chain, the server's own first.
  package var certificate: String?
  package var key: String?
  /// The authorities that clients need a certificate from; nil lets in clients without one.
  package var clientCA: String?

  package init() {}

  package var isOn: Bool { certificate != nil }

  /// - Throws: `conflict` where one of the files is missing beside another.
  package func check() throws(ConfigurationError) {
    try TLSIdentity.checkPair(certificate, key, group: "grpc")
    if clientCA != nil, certificate == nil {
      throw ConfigurationError(
        code: .conflict, message: "The setting grpc.tls-client-ca needs grpc.tls-certificate and grpc.tls-key.")
    }
  }

  /// Reads the files.
  /// - Throws: `unreadableFile` or `invalidValue`, naming the setting and the file.
  package func credentials(
    readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) -> ServerCredentials {
    guard let certificate, let key else { return .insecure }
    let identity = try TLSIdentity(certificate: certificate, key: key, group: "grpc", readFile: readFile)
    try identity.check()
    var tls = ServerTLS(certificateChainPEM: identity.certificateChain, privateKeyPEM: identity.privateKey)
    guard let clientCA else { return .tls(tls) }
    tls.clientRootsPEM = try PEMFile.read(.certificates, clientCA, of: "grpc.tls-client-ca", readFile: readFile)
    tls.clientCertificate = .required
    guard tls.isUsable else {
      throw ConfigurationError(
        code: .invalidValue,
        message: "The file \(clientCA.quoted) of grpc.tls-client-ca cannot be used: it is damaged.")
    }
    return .tls(tls)
  }
}
