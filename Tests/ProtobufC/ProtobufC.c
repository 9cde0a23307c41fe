#include "ProtobufC.h"

#include <protobuf-c/protobuf-c.h>
#include <string.h>

// The messages as libprotobuf-c lays them out, and their descriptors, written by hand from mcp.proto.

typedef struct {
  ProtobufCMessage base;
  char *type_url;
  ProtobufCBinaryData value;
} Any;

typedef struct {
  ProtobufCMessage base;
  int32_t code;
  char *message;
  Any *data;
} Error;

typedef struct {
  ProtobufCMessage base;
  char *jsonrpc;
  char *id;
  char *method;
  Any *params;
  protobuf_c_boolean has_integer_id;
  int64_t integer_id;
  Any *result;
  Error *error;
} Request;

typedef struct {
  ProtobufCMessage base;
  char *jsonrpc;
  char *id;
  Any *result;
  Error *error;
  protobuf_c_boolean has_integer_id;
  int64_t integer_id;
  char *method;
  Any *params;
} Response;

typedef struct {
  ProtobufCMessage base;
  ProtobufCBinaryData json;
} Payload;

#define FIELD(owner, member, number, field_label, field_type, quantifier, of, preset)                                 \
  {.name = #member,                                                                                                   \
   .id = number,                                                                                                      \
   .label = PROTOBUF_C_LABEL_##field_label,                                                                           \
   .type = PROTOBUF_C_TYPE_##field_type,                                                                              \
   .quantifier_offset = quantifier,                                                                                   \
   .offset = offsetof(owner, member),                                                                                 \
   .descriptor = of,                                                                                                  \
   .default_value = preset}
#define STRING(owner, member, number) FIELD(owner, member, number, NONE, STRING, 0, NULL, protobuf_c_empty_string)
#define OPTIONAL_STRING(owner, member, number) FIELD(owner, member, number, OPTIONAL, STRING, 0, NULL, NULL)
#define BYTES(owner, member, number) FIELD(owner, member, number, NONE, BYTES, 0, NULL, NULL)
#define MESSAGE(owner, member, number, of) FIELD(owner, member, number, OPTIONAL, MESSAGE, 0, of, NULL)
#define INTEGER_ID(owner) FIELD(owner, integer_id, 5, OPTIONAL, INT64, offsetof(owner, has_integer_id), NULL, NULL)

// Every message here numbers its fields from 1 without a gap; `names` are the field indices in order of their names.
#define DESCRIPTOR(owner, full_name, fields_array, names_array)                                                       \
  static const ProtobufCIntRange owner##_ranges[] = {{1, 0}, {0, sizeof fields_array / sizeof fields_array[0]}};      \
  static const ProtobufCMessageDescriptor owner##_descriptor = {                                                      \
      .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,                                                                  \
      .name = full_name,                                                                                              \
      .short_name = #owner,                                                                                           \
      .c_name = #owner,                                                                                               \
      .package_name = "",                                                                                             \
      .sizeof_message = sizeof(owner),                                                                                \
      .n_fields = sizeof fields_array / sizeof fields_array[0],                                                       \
      .fields = fields_array,                                                                                         \
      .fields_sorted_by_name = names_array,                                                                           \
      .n_field_ranges = 1,                                                                                            \
      .field_ranges = owner##_ranges}

static const ProtobufCFieldDescriptor any_fields[] = {STRING(Any, type_url, 1), BYTES(Any, value, 2)};
static const unsigned any_names[] = {0, 1};
DESCRIPTOR(Any, "google.protobuf.Any", any_fields, any_names);

static const ProtobufCFieldDescriptor error_fields[] = {
    FIELD(Error, code, 1, NONE, INT32, 0, NULL, NULL),
    STRING(Error, message, 2),
    MESSAGE(Error, data, 3, &Any_descriptor),
};
static const unsigned error_names[] = {0, 2, 1};
DESCRIPTOR(Error, "mcp.MCPError", error_fields, error_names);

static const ProtobufCFieldDescriptor request_fields[] = {
    STRING(Request, jsonrpc, 1),
    OPTIONAL_STRING(Request, id, 2),
    STRING(Request, method, 3),
    MESSAGE(Request, params, 4, &Any_descriptor),
    INTEGER_ID(Request),
    MESSAGE(Request, result, 6, &Any_descriptor),
    MESSAGE(Request, error, 7, &Error_descriptor),
};
static const unsigned request_names[] = {6, 1, 4, 0, 2, 3, 5};
DESCRIPTOR(Request, "mcp.MCPRequest", request_fields, request_names);

static const ProtobufCFieldDescriptor response_fields[] = {
    STRING(Response, jsonrpc, 1),
    OPTIONAL_STRING(Response, id, 2),
    MESSAGE(Response, result, 3, &Any_descriptor),
    MESSAGE(Response, error, 4, &Error_descriptor),
    INTEGER_ID(Response),
    STRING(Response, method, 6),
    MESSAGE(Response, params, 7, &Any_descriptor),
};
static const unsigned response_names[] = {3, 1, 4, 0, 5, 6, 2};
DESCRIPTOR(Response, "mcp.MCPResponse", response_fields, response_names);

static const ProtobufCFieldDescriptor payload_fields[] = {BYTES(Payload, json, 1)};
static const unsigned payload_names[] = {0};
DESCRIPTOR(Payload, "mcp.JSONPayload", payload_fields, payload_names);

static const ProtobufCMessageDescriptor *descriptor(mcp_message kind) {
  switch (kind) {
  case MCP_REQUEST:
    return &Request_descriptor;
  case MCP_RESPONSE:
    return &Response_descriptor;
  case MCP_JSON_PAYLOAD:
    return &Payload_descriptor;
  }
  return NULL;
}

static ptrdiff_t pack(const ProtobufCMessage *message, uint8_t *output, size_t capacity) {
  if (protobuf_c_message_get_packed_size(message) > capacity)
    return -1;
  return (ptrdiff_t)protobuf_c_message_pack(message, output);
}

ptrdiff_t mcp_recode(mcp_message kind, const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
  ProtobufCMessage *message = protobuf_c_message_unpack(descriptor(kind), NULL, count, input);
  if (message == NULL)
    return -1;
  ptrdiff_t size = pack(message, output, capacity);
  protobuf_c_message_free_unpacked(message, NULL);
  return size;
}

// Random content. Everything lives in one arena on the caller's stack, so there is nothing to free.

typedef struct {
  uint64_t state;
  char text[4096];
  size_t used;
  Any anys[8];
  size_t any_count;
  Error error;
} Source;

static uint64_t next(Source *source) { // splitmix64
  uint64_t z = source->state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static char *take(Source *source, size_t count) {
  char *start = source->text + source->used;
  source->used += count;
  return start;
}

static size_t length(Source *source) { return next(source) % (next(source) % 8 == 0 ? 300 : 20); }

static char *text(Source *source) {
  static const char *const pieces[] = {"a", "Z", "/", "\"", "\\", "\n", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8D\x8F"};
  size_t count = length(source);
  char *start = take(source, count + 5);
  size_t done = 0;
  while (done < count) {
    const char *piece = pieces[next(source) % (sizeof pieces / sizeof pieces[0])];
    memcpy(start + done, piece, strlen(piece));
    done += strlen(piece);
  }
  start[done] = 0;
  return start;
}

static ProtobufCBinaryData bytes(Source *source) {
  size_t count = length(source);
  char *start = take(source, count);
  for (size_t i = 0; i < count; i++)
    start[i] = (char)next(source);
  return (ProtobufCBinaryData){count, (uint8_t *)start};
}

static int64_t number(Source *source) {
  uint64_t magnitude = next(source) >> (next(source) % 64);
  return (int64_t)(next(source) % 2 ? magnitude : 0 - magnitude);
}

static void start(const ProtobufCMessageDescriptor *descriptor, void *message) {
  memset(message, 0, descriptor->sizeof_message);
  ((ProtobufCMessage *)message)->descriptor = descriptor;
}

static Any *any(Source *source) {
  if (next(source) % 2)
    return NULL;
  Any *any = &source->anys[source->any_count++];
  start(&Any_descriptor, any);
  any->type_url = text(source);
  any->value = bytes(source);
  return any;
}

static Error *error(Source *source) {
  if (next(source) % 2)
    return NULL;
  start(&Error_descriptor, &source->error);
  source->error.code = (int32_t)number(source);
  source->error.message = text(source);
  source->error.data = any(source);
  return &source->error;
}

static char *optional_text(Source *source) { return next(source) % 2 ? text(source) : NULL; }

ptrdiff_t mcp_random(mcp_message kind, uint64_t seed, uint8_t *output, size_t capacity) {
  Source source = {.state = seed};
  switch (kind) {
  case MCP_REQUEST: {
    Request request;
    start(&Request_descriptor, &request);
    request.jsonrpc = text(&source);
    request.id = optional_text(&source);
    request.method = text(&source);
    request.params = any(&source);
    request.has_integer_id = next(&source) % 2;
    request.integer_id = number(&source);
    request.result = any(&source);
    request.error = error(&source);
    return pack(&request.base, output, capacity);
  }
  case MCP_RESPONSE: {
    Response response;
    start(&Response_descriptor, &response);
    response.jsonrpc = text(&source);
    response.id = optional_text(&source);
    response.result = any(&source);
    response.error = error(&source);
    response.has_integer_id = next(&source) % 2;
    response.integer_id = number(&source);
    response.method = text(&source);
    response.params = any(&source);
    return pack(&response.base, output, capacity);
  }
  case MCP_JSON_PAYLOAD: {
    Payload payload;
    start(&Payload_descriptor, &payload);
    payload.json = bytes(&source);
    return pack(&payload.base, output, capacity);
  }
  }
  return -1;
}
