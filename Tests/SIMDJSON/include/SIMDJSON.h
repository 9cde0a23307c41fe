// The judge of the differential tests: simdjson reading the same JSON text.
//
// C++ stays behind this one function, so nothing that imports it has to know that it is there.

#ifndef RIALTO_SIMDJSON_H
#define RIALTO_SIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  SIMDJSON_ACCEPTED,
  /// A number is malformed or has no 64-bit integer or double.
  SIMDJSON_REFUSED_NUMBER,
  SIMDJSON_REFUSED_DEPTH,
  SIMDJSON_REFUSED,
  /// Not a verdict: memory ran out, or the dump does not fit.
  SIMDJSON_FAILED,
} simdjson_verdict;

/// Reads a document with up to `max_depth` containers in each other, and dumps its value into `output`, which the
/// caller owns; a dump has at most 10 bytes for each byte of input. `written` is the size of the dump.
///
/// The dump is a sequence of: n, t, f for null and the truth values; i and an int64_t, u and a uint64_t beyond that, d
/// and a double for numbers; s, a uint64_t and so many bytes of UTF-8 for strings; [ values ]; { strings and values }.
/// Numbers are in the machine's byte order.
simdjson_verdict simdjson_dump(const uint8_t *_Nullable input, size_t count, size_t max_depth,
                               uint8_t *_Nonnull output, size_t capacity, size_t *_Nonnull written);

#ifdef __cplusplus
}
#endif

#endif
