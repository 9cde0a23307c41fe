// Why this room exists: HTTP/1.1 and WebSocket on Boost.Asio and Boost.Beast (1.81), behind functions that Swift can
// call. It serves; what the bytes mean is the business of `CoreHTTP`, its only importer. It may use Boost and OpenSSL.
//
// Threads: a loop is run by one thread, and everything that concerns its connections happens there, callbacks included.
// Only `cbeast_loop_wake`, the functions of a server, `cbeast_request_free` and `cbeast_held_free` may be called from any
// thread, the last two while the server exists.
//
// Memory: a callback's pointers hold during the call, unless something else is said. Bytes given to a function stay the
// caller's, who keeps them until the callback that the function names.

#ifndef CBEAST_H
#define CBEAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef struct cbeast_server cbeast_server;
typedef struct cbeast_loop cbeast_loop;
typedef struct cbeast_tls cbeast_tls;
/// One HTTP connection.
typedef struct cbeast_session cbeast_session;
/// One WebSocket connection.
typedef struct cbeast_websocket cbeast_websocket;
/// What counts the memory of a message.
typedef struct cbeast_held cbeast_held;

/// Times are in milliseconds.
typedef struct {
  size_t max_head_bytes;
  size_t max_fields;
  size_t max_body_bytes;
  size_t max_pipelined;
  size_t max_connections;
  size_t max_connections_per_address;
  size_t max_held_bytes;
  int64_t head_timeout;
  int64_t body_timeout;
  int64_t idle_timeout;
  int64_t write_timeout;
  int64_t linger_timeout;
  size_t websocket_max_message_bytes;
  size_t websocket_max_fragments;
  int64_t websocket_ping_interval;
  int64_t websocket_idle_timeout;
  bool websocket_deflate;
  /// Whether connections are accepted, and idle ones kept, while the server drains: until `cbeast_loop_stop`.
  bool is_there_while_draining;
} cbeast_limits;

/// Text without a zero at its end.
typedef struct {
  const char *_Nullable start;
  size_t length;
} cbeast_text;

typedef struct {
  cbeast_text name;
  cbeast_text value;
} cbeast_field;

/// A complete request. It belongs to whom it was given to, who frees it; nothing in it changes or moves until then.
typedef struct {
  cbeast_text method;
  /// The part of the target before a question mark; it begins with a slash.
  cbeast_text path;
  /// The part after the question mark.
  cbeast_text query;
  /// Host and port as the client named them: of an absolute target, else of the Host field.
  cbeast_text host;
  const cbeast_field *_Nullable fields;
  size_t field_count;
  const void *_Nullable body;
  size_t body_bytes;
  /// `ipv4:ADDRESS:PORT`, `ipv6:%5BADDRESS%5D:PORT` or `unix:PATH` of the two ends.
  cbeast_text peer;
  cbeast_text local;
  bool is_tls;
  /// A valid WebSocket handshake (RFC 6455, section 4.2.1).
  bool is_websocket;
  /// It came on a connection on which nothing was under way when the server began to drain: nobody waits for it.
  bool is_late;
} cbeast_request;

/// Bytes to send; a WebSocket message where they go to a WebSocket.
typedef struct {
  const void *start;
  size_t length;
  bool is_text;
} cbeast_piece;

/// What a server tells; each on the thread of the loop concerned.
typedef struct {
  /// After every event of a loop: runs what is ready, and at the end of a round sends what waits to be sent. Answers
  /// whether more has become ready meanwhile, or waits.
  bool (*_Nullable turn)(void *loop, bool is_end_of_round);
  /// A loop has no connections any more, but for those on which all is late, after `cbeast_server_drain`.
  void (*_Nullable emptied)(void *loop);
  /// A request arrived and now belongs to the callee, who answers it during the call, or calls `cbeast_session_keep`.
  void (*_Nullable request)(void *loop, cbeast_session *session, cbeast_request *request);
  /// The client will send no more: it has gone, or waits for its answer. `over` tells once it is known to have gone.
  void (*_Nullable left)(void *exchange);
  /// The pieces given last are not needed any more.
  void (*_Nullable written)(void *exchange);
  /// The exchange is over, answered or not: the last call with this exchange, after which its session may be gone.
  void (*_Nullable over)(void *exchange);
  /// A message arrived on a WebSocket. Answers whether to read on.
  bool (*_Nullable message)(void *socket, const void *_Nullable start, size_t length, bool is_text);
  /// A WebSocket was closed, or broke (1006), with a reason: nothing more will arrive.
  void (*_Nullable closed)(void *socket, uint16_t code, cbeast_text reason);
  /// The messages given last are not needed any more.
  void (*_Nullable sent)(void *socket);
  /// The server drains.
  void (*_Nullable draining)(void *socket);
  /// The last call with this socket.
  void (*_Nullable gone)(void *socket);
} cbeast_callbacks;

// A server

cbeast_server *cbeast_server_create(const cbeast_limits *limits, const cbeast_callbacks *callbacks);
/// Adds a loop; only before the first address. The server owns it.
cbeast_loop *cbeast_server_add_loop(cbeast_server *server, void *context);
/// Listens on `HOST:PORT`, `[HOST]:PORT` or `unix:PATH`, with TLS where given; only while no loop runs.
///
/// Answers the port (1 for a Unix socket), or 0 with a sentence in `problem` and `errno` or 0 in `number`.
int cbeast_server_listen(
    cbeast_server *server, const char *address, cbeast_tls *_Nullable tls, char *problem, size_t problem_bytes,
    int *number);
/// Accepts no more connections and closes idle ones, unless the limits say otherwise, and asks the rest to end.
void cbeast_server_drain(cbeast_server *server);
/// Ends the connections that are left, after `cbeast_server_drain`.
void cbeast_server_expire(cbeast_server *server);
/// The connections that are open now.
size_t cbeast_server_connections(const cbeast_server *server);
/// The memory of bodies and messages, from when they begin to arrive until they are let go of.
size_t cbeast_server_held_bytes(const cbeast_server *server);
/// Only when no loop runs.
void cbeast_server_free(cbeast_server *server);

// A loop

/// Runs until `cbeast_loop_stop`.
void cbeast_loop_run(cbeast_loop *loop);
/// Has the loop take a turn soon.
void cbeast_loop_wake(cbeast_loop *loop);
/// Ends `cbeast_loop_run`, and the connections that are left; on the loop's thread.
void cbeast_loop_stop(cbeast_loop *loop);

// TLS

typedef enum {
  cbeast_client_certificate_none,
  cbeast_client_certificate_requested,
  cbeast_client_certificate_required,
} cbeast_client_certificate;

/// Takes PEM texts; null with a sentence in `problem` where they cannot be used.
cbeast_tls *_Nullable cbeast_tls_create(
    const char *chain, const char *key, const char *_Nullable client_roots, cbeast_client_certificate clients,
    char *problem, size_t problem_bytes);
void cbeast_tls_free(cbeast_tls *tls);

// An HTTP exchange, on the loop's thread

void cbeast_request_free(cbeast_request *request);
/// The answer comes later; callbacks concerning it name `exchange`.
void cbeast_session_keep(cbeast_session *session, void *exchange);
/// Answers the request. `headers` are complete lines; the lines Date, Connection, Content-Length and Transfer-Encoding
/// are written here. Answers whether the body has to be kept until `over`; where `cbeast_session_keep` was not called,
/// the caller does so now.
bool cbeast_session_respond(
    cbeast_session *session, int status, const void *headers, size_t header_bytes, const void *_Nullable body,
    size_t body_bytes);
/// Begins an answer whose length is not known. Only after `cbeast_session_keep`.
void cbeast_session_begin(cbeast_session *session, int status, const void *headers, size_t header_bytes);
/// Sends pieces of its body, to be kept until `written`. Only when the pieces before were.
void cbeast_session_send(cbeast_session *session, const cbeast_piece *pieces, size_t count);
/// Ends the body.
void cbeast_session_end(cbeast_session *session);
/// After `left`: finds out whether the client is still there, by an interim answer; one that has gone resets the
/// connection. Answers false where that cannot be, since the answer has begun or the client speaks HTTP/1.0.
bool cbeast_session_sound_out(cbeast_session *session);
/// Breaks the connection off, so that the client sees that the answer is incomplete.
void cbeast_session_abort(cbeast_session *session);
/// Accepts the WebSocket handshake in the request, instead of another answer; `protocol` may be empty, `headers` are as
/// above. The session is gone afterwards.
cbeast_websocket *cbeast_session_upgrade(
    cbeast_session *session, const cbeast_request *request, cbeast_text protocol, const void *headers,
    size_t header_bytes, void *socket);

// A WebSocket, on the loop's thread

/// Reads the next message, after `message` answered that it should not.
void cbeast_websocket_read(cbeast_websocket *socket);
/// Counts the message that `message` is telling for as long as its bytes are kept elsewhere, until `cbeast_held_free`, on
/// any thread; null where it is too small to be counted.
cbeast_held *_Nullable cbeast_websocket_hold(cbeast_websocket *socket, size_t length);
void cbeast_held_free(cbeast_held *held);
/// Sends messages, to be kept until `sent`. Only when the messages before were.
void cbeast_websocket_send(cbeast_websocket *socket, const cbeast_piece *pieces, size_t count);
/// Begins the closing handshake. A reason has at most 123 bytes.
void cbeast_websocket_close(cbeast_websocket *socket, uint16_t code, cbeast_text reason);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
