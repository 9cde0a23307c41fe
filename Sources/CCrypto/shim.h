// libcrypto of OpenSSL for Swift: ciphers, MACs, randomness.

#ifndef RIALTO_CCRYPTO_SHIM_H
#define RIALTO_CCRYPTO_SHIM_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#endif
