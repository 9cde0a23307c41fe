internal import CCrypto

/// A cipher at work: owns the context of libcrypto, and with it the key schedule, which is overwritten at the end.
///
/// Steps that fail only for lack of memory or for a mistake here trap; only `finish` has an answer that a peer decides.
struct CipherContext: ~Copyable {
  enum Direction: Int32 {
    case decrypt = 0
    case encrypt = 1
  }

  private let context: OpaquePointer

  init(_ cipher: Cipher, _ direction: Direction, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer? = nil) {
    precondition(key.count == 32 && nonce?.count ?? 12 == 12, "a key has 32 bytes and a nonce 12")
    guard let context = EVP_CIPHER_CTX_new() else { fatalError("no memory for a cipher") }
    self.context = context
    check(EVP_CipherInit_ex(context, cipher.handle, nil, key.octets, nonce?.octets, direction.rawValue))
    EVP_CIPHER_CTX_set_padding(context, 0)
  }

  deinit { EVP_CIPHER_CTX_free(context) }

  /// Takes in data that is authenticated and not encrypted.
  func authenticate(_ data: UnsafeRawBufferPointer) {
    update(data, into: nil)
  }

  /// Encrypts or decrypts into memory of the same size.
  func process(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
    precondition(target.count >= source.count, "the target is smaller than the source")
    update(source, into: target.baseAddress)
  }

  /// Whether what was decrypted has this tag, compared in constant time.
  func finish(expecting tag: UnsafeRawBufferPointer) -> Bool {
    check(
      EVP_CIPHER_CTX_ctrl(
        context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), UnsafeMutableRawPointer(mutating: tag.baseAddress)))
    // A wrong tag must not stay in the thread's queue of errors, where TLS on the same thread would find it.
    ERR_set_mark()
    defer { ERR_pop_to_mark() }
    return finish() == 1
  }

  /// The tag of what was encrypted.
  func finish(writing tag: UnsafeMutableRawBufferPointer) {
    check(finish())
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress))
  }

  /// Without target the source is only authenticated.
  private func update(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer?) {
    guard source.count > 0 else { return }
    var written: Int32 = 0
    check(
      EVP_CipherUpdate(
        context, target?.assumingMemoryBound(to: UInt8.self), &written, source.octets, Int32(source.count)))
    precondition(Int(written) == source.count, "a cipher without padding writes what it reads")
  }

  /// The modes in use write nothing at the end, but want to be told where.
  private func finish() -> Int32 {
    var rest: (UInt64, UInt64) = (0, 0)
    var written: Int32 = 0
    return withUnsafeMutableBytes(of: &rest) {
      EVP_CipherFinal_ex(context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), &written)
    }
  }

  private borrowing func check(_ result: Int32) {
    precondition(result == 1, "libcrypto refused a step of a cipher")
  }
}

/// A cipher of libcrypto, looked up once: looking it up takes longer than using it.
struct Cipher: @unchecked Sendable {
  static let aes256ECB = Cipher("AES-256-ECB")
  static let aes256GCM = Cipher("AES-256-GCM")

  /// Never freed, and safe to use from every thread.
  fileprivate let handle: OpaquePointer

  private init(_ name: String) {
    guard let handle = EVP_CIPHER_fetch(nil, name, nil) else { fatalError("libcrypto lacks \(name)") }
    self.handle = handle
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var octets: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
