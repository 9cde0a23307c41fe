package import Bytes
package import CoreGRPC

/// How a client speaks TLS, with paths of PEM files.
package struct ClientTLSFiles: Sendable {
  package var isOn = false
  /// The authorities that vouch for the server; nil for those of the system.
  package var ca: String?
  /// The client's own certificate chain, for servers that ask for one.
  package var certificate: String?
  package var key: String?
  /// The name in the server's certificate, where it is not the one in its address.
  package var serverName: String?

  package init() {}

  /// - Throws: `conflict` where one of the files is missing beside another, and where TLS is off though one is named:
  ///   whoever names it would not expect plain text.
  package func check() throws(ConfigurationError) {
    if !isOn, let setting = firstSetting {
      throw ConfigurationError(code: .conflict, message: "The setting \(setting) needs connect.tls.")
    }
    try TLSIdentity.checkPair(certificate, key, group: "connect")
  }

  private var firstSetting: String? {
    if ca != nil { return "connect.tls-ca" }
    if certificate != nil { return "connect.tls-certificate" }
    if key != nil { return "connect.tls-key" }
    return serverName == nil ? nil : "connect.tls-server-name"
  }

  /// Reads the files.
  /// - Throws: `unreadableFile` or `invalidValue`, naming the setting and the file.
  package func credentials(
    readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) -> ChannelCredentials {
    guard isOn else { return .insecure }
    var tls = ChannelTLS(serverName: serverName)
    tls.rootsPEM = try ca.map { (path) throws(ConfigurationError) in
      try PEMFile.read(.certificates, path, of: "connect.tls-ca", readFile: readFile)
    }
    if let certificate, let key {
      let identity = try TLSIdentity(certificate: certificate, key: key, group: "connect", readFile: readFile)
      try identity.check()
      tls.certificateChainPEM = identity.certificateChain
      tls.privateKeyPEM = identity.privateKey
    }
    return .tls(tls)
  }
}
