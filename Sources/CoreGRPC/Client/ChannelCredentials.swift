internal import CGRPC

/// How a client checks the server, and proves who it is.
package enum ChannelCredentials: Sendable {
  /// Neither: plain text.
  case insecure
  case tls(ChannelTLS)

  /// The core's credentials; the caller releases them.
  func make() -> OpaquePointer? {
    switch self {
    case .insecure: return grpc_insecure_credentials_create()
    case .tls(let tls): return tls.make()
    }
  }
}

/// A client's view of TLS.
package struct ChannelTLS: Sendable {
  /// The authorities whose server certificates are accepted; nil for those of the system.
  package var rootsPEM: String?
  /// The client's own certificate, for servers that ask for one; used together with `privateKeyPEM`.
  package var certificateChainPEM: String?
  package var privateKeyPEM: String?
  /// The name the server's certificate must carry, where it is not the target's.
  package var serverName: String?

  package init(
    rootsPEM: String? = nil, certificateChainPEM: String? = nil, privateKeyPEM: String? = nil,
    serverName: String? = nil
  ) {
    self.rootsPEM = rootsPEM
    self.certificateChainPEM = certificateChainPEM
    self.privateKeyPEM = privateKeyPEM
    self.serverName = serverName
  }

  fileprivate func make() -> OpaquePointer? {
    withOptionalCString(rootsPEM) { roots in
      withOptionalCString(certificateChainPEM) { chain in
        withOptionalCString(privateKeyPEM) { key in
          guard let chain, let key else { return grpc_ssl_credentials_create_ex(roots, nil, nil, nil) }
          var pair = grpc_ssl_pem_key_cert_pair(private_key: key, cert_chain: chain)
          return grpc_ssl_credentials_create_ex(roots, &pair, nil, nil)
        }
      }
    }
  }
}
