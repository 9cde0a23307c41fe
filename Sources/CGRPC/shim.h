#include <features.h>  // First: gRPC's headers define _GNU_SOURCE themselves, which would clash with the Glibc module.

// The C gRPC core for Swift. Only what Swift cannot import lives here: function-like macros, computed constants, and
// references into unions.

#ifndef RIALTO_CGRPC_SHIM_H
#define RIALTO_CGRPC_SHIM_H

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>

static const uint32_t rialto_propagate_defaults = GRPC_PROPAGATE_DEFAULTS;

/// The flags of initial metadata that make a call wait for a connection instead of failing at once.
static const uint32_t rialto_wait_for_ready =
    GRPC_INITIAL_METADATA_WAIT_FOR_READY | GRPC_INITIAL_METADATA_WAIT_FOR_READY_EXPLICITLY_SET;

static inline const uint8_t *rialto_slice_start(const grpc_slice *slice) {
  return GRPC_SLICE_START_PTR(*slice);
}

static inline size_t rialto_slice_length(const grpc_slice *slice) {
  return GRPC_SLICE_LENGTH(*slice);
}

/// The slices of a message as it arrived, without copying them; valid while the buffer lives.
static inline size_t rialto_message_slices(const grpc_byte_buffer *buffer, const grpc_slice **slices) {
  *slices = buffer->data.raw.slice_buffer.slices;
  return buffer->data.raw.slice_buffer.count;
}

static inline size_t rialto_message_length(const grpc_byte_buffer *buffer) {
  return buffer->data.raw.slice_buffer.length;
}

static inline void rialto_set_integer(grpc_arg *argument, char *key, int value) {
  argument->type = GRPC_ARG_INTEGER;
  argument->key = key;
  argument->value.integer = value;
}

static inline void rialto_set_string(grpc_arg *argument, char *key, char *value) {
  argument->type = GRPC_ARG_STRING;
  argument->key = key;
  argument->value.string = value;
}

// One function per operation of a batch: each fills the arm of the union that its kind selects. The caller hands in a
// zeroed operation.

static inline void rialto_send_initial_metadata(grpc_op *op, grpc_metadata *entries, size_t count, uint32_t flags) {
  op->op = GRPC_OP_SEND_INITIAL_METADATA;
  op->flags = flags;
  op->data.send_initial_metadata.count = count;
  op->data.send_initial_metadata.metadata = entries;
}

static inline void rialto_send_message(grpc_op *op, grpc_byte_buffer *message, uint32_t flags) {
  op->op = GRPC_OP_SEND_MESSAGE;
  op->flags = flags;
  op->data.send_message.send_message = message;
}

static inline void rialto_send_close(grpc_op *op) {
  op->op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
}

static inline void rialto_send_status(grpc_op *op, grpc_status_code code, grpc_slice *details, grpc_metadata *entries,
                                      size_t count) {
  op->op = GRPC_OP_SEND_STATUS_FROM_SERVER;
  op->data.send_status_from_server.status = code;
  op->data.send_status_from_server.status_details = details;
  op->data.send_status_from_server.trailing_metadata = entries;
  op->data.send_status_from_server.trailing_metadata_count = count;
}

static inline void rialto_receive_initial_metadata(grpc_op *op, grpc_metadata_array *into) {
  op->op = GRPC_OP_RECV_INITIAL_METADATA;
  op->data.recv_initial_metadata.recv_initial_metadata = into;
}

static inline void rialto_receive_message(grpc_op *op, grpc_byte_buffer **into) {
  op->op = GRPC_OP_RECV_MESSAGE;
  op->data.recv_message.recv_message = into;
}

static inline void rialto_receive_status(grpc_op *op, grpc_status_code *code, grpc_slice *details,
                                         grpc_metadata_array *trailers) {
  op->op = GRPC_OP_RECV_STATUS_ON_CLIENT;
  op->data.recv_status_on_client.status = code;
  op->data.recv_status_on_client.status_details = details;
  op->data.recv_status_on_client.trailing_metadata = trailers;
}

static inline void rialto_receive_close(grpc_op *op, int *cancelled) {
  op->op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  op->data.recv_close_on_server.cancelled = cancelled;
}

#endif
