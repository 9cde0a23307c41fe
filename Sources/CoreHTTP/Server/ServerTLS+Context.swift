internal import CBeast
internal import TLS

/// TLS 1.2 and 1.3 are spoken.
extension ServerTLS {
  /// The caller frees it.
  func make() throws(HTTPServerError) -> OpaquePointer {
    let clients =
      switch clientCertificate {
      case .none: cbeast_client_certificate_none
      case .requested: cbeast_client_certificate_requested
      case .required: cbeast_client_certificate_required
      }
    var problem = Problem()
    let handle = problem.withText { text, capacity in
      certificateChainPEM.withCString { chain in
        privateKeyPEM.withCString { key in
          guard let clientRootsPEM else { return cbeast_tls_create(chain, key, nil, clients, text, capacity) }
          return clientRootsPEM.withCString { cbeast_tls_create(chain, key, $0, clients, text, capacity) }
        }
      }
    }
    guard let handle else { throw HTTPServerError(.invalidArgument, problem.text) }
    return handle
  }
}
