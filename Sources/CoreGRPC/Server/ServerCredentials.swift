internal import CGRPC
package import TLS

/// How a server proves who it is, and whom it lets in.
package enum ServerCredentials: Sendable {
  /// Neither: plain text.
  case insecure
  case tls(ServerTLS)

  /// The core's credentials; the caller releases them.
  func make() -> OpaquePointer? {
    switch self {
    case .insecure: return grpc_insecure_server_credentials_create()
    case .tls(let tls): return tls.make()
    }
  }

  var bindFailureHint: String {
    switch self {
    case .insecure: return "it is in use, or not an address of this machine"
    case .tls: return "it is in use, or not an address of this machine, or the certificate and key do not fit"
    }
  }
}

extension ServerTLS {
  fileprivate func make() -> OpaquePointer? {
    let request =
      switch clientCertificate {
      case .none: GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
      case .requested: GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
      case .required: GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
      }
    return privateKeyPEM.withCString { key in
      certificateChainPEM.withCString { chain in
        withOptionalCString(clientRootsPEM) { roots in
          var pair = grpc_ssl_pem_key_cert_pair(private_key: key, cert_chain: chain)
          return grpc_ssl_server_credentials_create_ex(roots, &pair, 1, request, nil)
        }
      }
    }
  }
}

/// Calls `body` with the text as a C string, or with nil for none.
func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
  guard let text else { return body(nil) }
  return text.withCString { body($0) }
}
