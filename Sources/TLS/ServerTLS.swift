/// Why this room exists: a server proves itself to clients with the same things over gRPC and over HTTP, and whoever runs
/// it says them once. What is done with them is for each transport. It imports nothing.

/// A server's TLS identity and its policy for clients.
package struct ServerTLS: Sendable {
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
}
