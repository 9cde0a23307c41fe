#include "tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace cbeast {
namespace {

// OpenSSL's own socket BIO writes with `write`, and a peer that has gone would end the process with SIGPIPE.

int descriptor(BIO *bio) { return static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio))); }

bool is_temporary(ssize_t result) {
  return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

int bio_write(BIO *bio, const char *bytes, int count) {
  BIO_clear_retry_flags(bio);
  auto result = ::send(descriptor(bio), bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (is_temporary(result)) BIO_set_retry_write(bio);
  return static_cast<int>(result);
}

int bio_read(BIO *bio, char *bytes, int count) {
  BIO_clear_retry_flags(bio);
  auto result = ::recv(descriptor(bio), bytes, count, MSG_DONTWAIT);
  if (is_temporary(result)) BIO_set_retry_read(bio);
  if (result == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(result);
}

long bio_control(BIO *bio, int command, long, void *) {
  // Told apart from a failure: what is owed to a peer that sends no more can still be sent.
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
  return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *socket_method() {
  static BIO_METHOD *const method = [] {
    auto method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_write(method, bio_write);
    BIO_meth_set_read(method, bio_read);
    BIO_meth_set_ctrl(method, bio_control);
    return method;
  }();
  return method;
}

/// HTTP/1.1, or no agreement at all, for clients that speak other protocols only.
int select_protocol(
    SSL *, const unsigned char **selected, unsigned char *length, const unsigned char *offered,
    unsigned int offered_bytes, void *) {
  static constexpr unsigned char supported[] = "\x08http/1.1";
  unsigned char *choice = nullptr;
  auto result = SSL_select_next_proto(
      &choice, length, supported, sizeof supported - 1, offered, offered_bytes);
  *selected = choice;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio memory(const char *text) { return {BIO_new_mem_buf(text, -1), BIO_free}; }

/// A key with a passphrase is not asked for on a terminal but refused.
int no_passphrase(char *, int, int, void *) { return -1; }

bool use_chain(SSL_CTX *context, const char *pem) {
  auto bio = memory(pem);
  Certificate leaf(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr), X509_free);
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) return false;
  while (auto issuer = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, issuer) != 1) {
      X509_free(issuer);
      return false;
    }
  }
  ERR_clear_error();
  return true;
}

bool use_key(SSL_CTX *context, const char *pem) {
  auto bio = memory(pem);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool use_client_roots(SSL_CTX *context, const char *pem) {
  auto bio = memory(pem);
  bool found = false;
  while (auto root = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    Certificate owner(root, X509_free);
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root) != 1) return false;
    if (SSL_CTX_add_client_CA(context, root) != 1) return false;
    found = true;
  }
  ERR_clear_error();
  return found;
}

}  // namespace

SSL *make_tls_session(SSL_CTX *context, int socket) {
  auto bio = BIO_new(socket_method());
  auto ssl = SSL_new(context);
  if (!bio || !ssl) {
    BIO_free(bio);
    SSL_free(ssl);
    return nullptr;
  }
  BIO_set_data(bio, reinterpret_cast<void *>(static_cast<intptr_t>(socket)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  SSL_set_accept_state(ssl);
  return ssl;
}

}  // namespace cbeast

cbeast_tls *cbeast_tls_create(
    const char *chain, const char *key, const char *client_roots, cbeast_client_certificate clients, char *problem,
    size_t problem_bytes) {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  auto refuse = [&](const char *what) -> cbeast_tls * {
    std::snprintf(problem, problem_bytes, "%s", what);
    ERR_clear_error();
    return nullptr;
  };
  if (!context) return refuse("TLS is not available");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // A peer that just closes its socket has ended; HTTP itself knows whether something is missing.
  SSL_CTX_set_options(
      context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(
      context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context.get(), cbeast::select_protocol, nullptr);
  if (!cbeast::use_chain(context.get(), chain)) return refuse("the certificate chain cannot be read");
  if (!cbeast::use_key(context.get(), key)) return refuse("the private key cannot be read or does not fit");
  if (client_roots && !cbeast::use_client_roots(context.get(), client_roots)) {
    return refuse("the client authorities cannot be read");
  }
  static const unsigned char name[] = "rialto";
  SSL_CTX_set_session_id_context(context.get(), name, sizeof name - 1);
  int mode = SSL_VERIFY_NONE;
  if (clients != cbeast_client_certificate_none) mode |= SSL_VERIFY_PEER;
  if (clients == cbeast_client_certificate_required) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  SSL_CTX_set_verify(context.get(), mode, nullptr);
  return new cbeast_tls{context.release()};
}

void cbeast_tls_free(cbeast_tls *tls) {
  SSL_CTX_free(tls->context);
  delete tls;
}
