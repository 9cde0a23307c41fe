/// Why a value could not be opened or sealed, or a key not be read.
///
/// It has no cause: libcrypto says no more than that a tag is wrong.
package struct SealError: Error, Equatable {
  package enum Code: Sendable {
    /// The text is not one that any sealer makes, or longer than allowed.
    case malformed
    /// The text names a key that this sealer does not have: it is invented, or its key has been removed.
    case unknownKey
    /// The text was changed, made without the key, or sealed for another purpose or binding.
    case forged
    /// A value to seal is so large that its text would be over the limit.
    case tooLarge
    /// The text of a key is not 32 bytes in base64 or hexadecimal.
    case invalidKey
  }

  /// For logs: a peer that learns which of the first three it was learns something about the keys.
  package let code: Code

  init(_ code: Code) { self.code = code }

  /// Fit to be sent to a peer: the same for everything that is wrong with a text.
  package var message: String {
    switch code {
    case .malformed, .unknownKey, .forged: "the value was not issued by this server for this use"
    case .tooLarge: "the value is too large to be sealed"
    case .invalidKey: "a sealing key has to be 32 bytes in base64 (44 characters) or hexadecimal (64 characters)"
    }
  }
}

extension SealError: CustomStringConvertible {
  package var description: String { "\(message) (\(code))" }
}
