// TLS by OpenSSL, on a socket that does not block.
#pragma once

#include "cbeast.h"

#include <openssl/ssl.h>

struct cbeast_tls {
  SSL_CTX *context;
};

namespace cbeast {

/// The server's side of a connection over a socket; null when there is no memory.
SSL *make_tls_session(SSL_CTX *context, int socket);

}  // namespace cbeast
