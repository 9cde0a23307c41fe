internal import CBeast

/// A server's TLS identity and its policy for clients. TLS 1.2 and 1.3 are spoken.
package struct HTTPServerTLS: Sendable {
  package enum ClientCertificate: Sendable {
    /// Not asked for.
    case none
    /// Asked for, and verified where a client has one.
    case requested
    /// Without a certificate that `clientRootsPEM` vouches for there is no connection.
    case required
  }

  package var certificateChainPEM: String
  package var privateKeyPEM: String
  /// The authorities whose client certificates are accepted.
  package var clientRootsPEM: String?
  package var clientCertificate: ClientCertificate

  package init(
    certificateChainPEM: String, privateKeyPEM: String, clientRootsPEM: String? = nil,
    clientCertificate: ClientCertificate = .none
  ) {
    self.certificateChainPEM = certificateChainPEM
    self.privateKeyPEM = privateKeyPEM
    self.clientRootsPEM = clientRootsPEM
    self.clientCertificate = clientCertificate
  }

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

/// The sentence in which C says what is wrong.
struct Problem {
  private var bytes = [CChar](repeating: 0, count: 512)

  var text: String {
    bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  mutating func withText<Result>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Result) -> Result {
    bytes.withUnsafeMutableBufferPointer { body($0.baseAddress!, $0.count) }
  }
}
