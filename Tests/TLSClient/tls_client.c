#include "tls_client.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct tls_client {
  SSL_CTX *context;
  SSL *ssl;
  char protocol[256];
};

static X509 *read_certificate(const char *pem) {
  BIO *bio = BIO_new_mem_buf(pem, -1);
  X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
  BIO_free(bio);
  return certificate;
}

static void identify(SSL_CTX *context, const char *pem, const char *key_pem) {
  X509 *certificate = read_certificate(pem);
  SSL_CTX_use_certificate(context, certificate);
  X509_free(certificate);
  BIO *bio = BIO_new_mem_buf(key_pem, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
  SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  BIO_free(bio);
}

tls_client *tls_client_connect(
    int socket, const char *roots, const char *name, const char *certificate, const char *key, const char *protocols) {
  // OpenSSL writes without MSG_NOSIGNAL, also while it reads, as to a server that has gone.
  signal(SIGPIPE, SIG_IGN);
  tls_client *client = calloc(1, sizeof *client);
  client->context = SSL_CTX_new(TLS_client_method());
  X509 *root = read_certificate(roots);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(client->context), root);
  X509_free(root);
  SSL_CTX_set_verify(client->context, SSL_VERIFY_PEER, NULL);
  if (certificate) identify(client->context, certificate, key);
  client->ssl = SSL_new(client->context);
  SSL_set1_host(client->ssl, name);
  if (protocols) {
    SSL_set_alpn_protos(client->ssl, (const unsigned char *)protocols, (unsigned)strlen(protocols));
  }
  SSL_set_fd(client->ssl, socket);
  if (SSL_connect(client->ssl) != 1) {
    tls_client_free(client);
    return NULL;
  }
  const unsigned char *chosen;
  unsigned length;
  SSL_get0_alpn_selected(client->ssl, &chosen, &length);
  if (length > 0) memcpy(client->protocol, chosen, length);
  return client;
}

const char *tls_client_protocol(tls_client *client) { return client->protocol; }

int tls_client_write(tls_client *client, const void *bytes, size_t count) {
  return SSL_write(client->ssl, bytes, (int)count);
}

int tls_client_read(tls_client *client, void *bytes, size_t count) {
  return SSL_read(client->ssl, bytes, (int)count);
}

void tls_client_free(tls_client *client) {
  SSL_free(client->ssl);
  SSL_CTX_free(client->context);
  ERR_clear_error();
  free(client);
}
