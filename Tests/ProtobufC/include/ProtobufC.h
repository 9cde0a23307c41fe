// The judge of the differential tests: libprotobuf-c reading and writing the messages of mcp.proto.
//
// Its types stay behind these two functions. Buffers are the caller's.

#ifndef RIALTO_PROTOBUF_C_H
#define RIALTO_PROTOBUF_C_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  MCP_REQUEST,
  MCP_RESPONSE,
  MCP_JSON_PAYLOAD,
} mcp_message;

/// Decodes a message and encodes it again into `output`. Returns the size in bytes, or -1 where the input is refused or
/// does not fit into `capacity`.
ptrdiff_t mcp_recode(mcp_message kind, const uint8_t *_Nullable input, size_t count, uint8_t *_Nonnull output,
                     size_t capacity);

/// Encodes a message whose content follows from `seed` alone. Returns the size in bytes, or -1 where it does not fit
/// into `capacity`.
ptrdiff_t mcp_random(mcp_message kind, uint64_t seed, uint8_t *_Nonnull output, size_t capacity);

#endif
