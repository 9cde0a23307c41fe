internal import Bytes
internal import CoreGRPC
internal import TLS

/// A certificate chain and its private key, as PEM.
struct TLSIdentity {
  let certificateChain: String
  let privateKey: String
  /// Where they came from, for messages.
  private let origin: String

  /// - Parameter group: the settings are those of this group, `tls-certificate` and `tls-key`.
  init(
    certificate: String, key: String, group: String, readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) {
    certificateChain = try PEMFile.read(
      .certificates, certificate, of: "\(group).tls-certificate", readFile: readFile)
    privateKey = try PEMFile.read(.privateKey, key, of: "\(group).tls-key", readFile: readFile)
    origin = "\(certificate.quoted) of \(group).tls-certificate and \(key.quoted) of \(group).tls-key"
  }

  /// - Throws: `conflict` where there is one without the other.
  static func checkPair(_ certificate: String?, _ key: String?, group: String) throws(ConfigurationError) {
    guard (certificate == nil) != (key == nil) else { return }
    let (given, missing) = key == nil ? ("certificate", "key") : ("key", "certificate")
    throw ConfigurationError(
      code: .conflict, message: "The setting \(group).tls-\(given) needs \(group).tls-\(missing).")
  }

  /// Has TLS try them.
  /// - Throws: `invalidValue` where they cannot be used together.
  func check() throws(ConfigurationError) {
    guard ServerTLS(certificateChainPEM: certificateChain, privateKeyPEM: privateKey).isUsable else {
      throw ConfigurationError(
        code: .invalidValue,
        message: "The files \(origin) cannot be used: they are damaged, or do not belong together.")
    }
  }
}

extension ServerTLS {
  /// Whether the core takes these. It says so only to who listens, and does not tell it from an address that is taken:
  /// so this listens, without ever answering, where no address can be taken.
  var isUsable: Bool {
    let nowhere = "unix-abstract:rialto-tls-check-\(UInt64.random(in: .min ... .max))"
    do throws(GRPCError) {
      let server = try GRPCServer(configuration: GRPCServerConfiguration(eventLoops: 1), methods: [])
      _ = try server.bind(nowhere, credentials: .tls(self))
      return true
    } catch {
      return false
    }
  }
}
