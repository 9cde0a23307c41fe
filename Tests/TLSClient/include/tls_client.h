// A TLS client on a connected socket, for tests of servers: it blocks, and says no more than OpenSSL does.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct tls_client tls_client;

/// Shakes hands with a server that has to prove to be `name`. `certificate` and `key` are the client's own, or null, as
/// is `protocols`, a list as ALPN has it. Answers null where one side refuses the other.
tls_client *tls_client_connect(
    int socket, const char *roots, const char *name, const char *certificate, const char *key, const char *protocols);
/// The protocol that was agreed upon; empty for none.
const char *tls_client_protocol(tls_client *client);
/// Answers how much was written or read; 0 or less at the end.
int tls_client_write(tls_client *client, const void *bytes, size_t count);
int tls_client_read(tls_client *client, void *bytes, size_t count);
void tls_client_free(tls_client *client);
