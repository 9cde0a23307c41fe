#include "session.hpp"

#include "websocket.hpp"

#include <charconv>

namespace cbeast {

namespace {

/// A body up to this size is copied behind its head.
constexpr size_t copied_bytes = 16 << 10;

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

bool Session::respond(int status, std::string_view headers, std::string_view body) {
  framing_ = has_no_body(status) ? Framing::none : Framing::length;
  output_.append_head(loop, status, headers, framing_, body.size(), version_, is_persistent());
  if (framing_ == Framing::none || is_head_) body = {};
  phase_ = Phase::answered;
  bool is_referred = body.size() > copied_bytes;
  if (is_referred) {
    output_.refer(body.data(), body.size());
    if (exchange_) flush();
    return true;
  }
  output_.append(body);
  if (!is_persistent()) {
    begin_closing();
  } else {
    bool was_kept = exchange_ != nullptr;
    leave_exchange();
    await_request();
    if (was_kept) {
      flush();
      proceed();
    }
  }
  return false;
}

void Session::begin(int status, std::string_view headers) {
  if (version_ < 11) keeps_alive_ = false;
  framing_ = has_no_body(status) ? Framing::none : version_ < 11 ? Framing::close : Framing::chunks;
  output_.append_head(loop, status, headers, framing_, 0, version_, is_persistent());
  phase_ = Phase::streaming;
  if (is_head_) framing_ = Framing::none;
  flush();
}

void Session::send(const cbeast_piece *pieces, size_t count) {
  has_pieces_ = true;
  size_t bytes = 0;
  for (size_t index = 0; index < count; ++index) bytes += pieces[index].length;
  // No bytes would be the last chunk.
  if (bytes > 0 && framing_ != Framing::none) {
    // A few are copied, so that TLS makes one record of them.
    bool is_copied = bytes <= copied_bytes;
    auto put = [&](const void *start, size_t length) {
      is_copied ? output_.append({static_cast<const char *>(start), length}) : output_.refer(start, length);
    };
    if (framing_ == Framing::chunks) {
      char digits[16];
      output_.append({digits, static_cast<size_t>(std::to_chars(digits, std::end(digits), bytes, 16).ptr - digits)});
      output_.append("\r\n");
    }
    for (size_t index = 0; index < count; ++index) put(pieces[index].start, pieces[index].length);
    if (framing_ == Framing::chunks) put("\r\n", 2);
  }
  flush();
}

void Session::end() {
  if (framing_ == Framing::chunks) output_.append("0\r\n\r\n");
  phase_ = Phase::answered;
  flush();
}

void Session::flush() {
  if (is_write_waiting_ || phase_ == Phase::closed) return;
  while (!output_.is_empty()) {
    auto attempt = stream_.write(output_.buffers());
    switch (attempt.outcome) {
      case Attempt::done:
        output_.consume(attempt.bytes);
        patience_.end();
        break;
      case Attempt::wants_read:
      case Attempt::wants_write:
        is_write_waiting_ = true;
        patience_.begin(stream_, loop.limits.write_timeout);
        return stream_.wait(attempt.outcome, [self = shared_from_this()](error_code error) {
          self->is_write_waiting_ = false;
          if (!error) self->flush();
        });
      default: return break_off();
    }
  }
  flushed();
}

/// Everything has been handed to the system.
void Session::flushed() {
  if (has_pieces_) {
    has_pieces_ = false;
    loop.callbacks.written(exchange_);
    // That may have given more, or ended the exchange.
    if (!output_.is_empty() || phase_ == Phase::closed) return;
  }
  switch (phase_) {
    case Phase::answered:
      if (!is_persistent()) return begin_closing();
      leave_exchange();
      await_request();
      return proceed();
    case Phase::closing:
      leave_exchange();
      if (has_left_) return close();
      stream_.shut_down();
      read_deadline_ = std::min(read_deadline_, in(loop.limits.linger_timeout));
      return read();
    case Phase::head:
    case Phase::body: return proceed();
    default: return;
  }
}

void Session::leave_exchange() {
  if (auto exchange = std::exchange(exchange_, nullptr)) loop.callbacks.over(exchange);
}

cbeast_websocket *Session::upgrade(
    const Request &request, std::string_view protocol, std::string_view headers, void *socket) {
  auto self = std::move(self_);
  phase_ = Phase::closed;
  stream_.put_back(input_.bytes());
  auto websocket = std::make_shared<WebSocket>(loop, std::move(stream_), std::move(place_), socket);
  websocket->start(request, protocol, headers);
  return reinterpret_cast<cbeast_websocket *>(websocket.get());
}

}  // namespace cbeast

using cbeast::Session;
using cbeast::view;

namespace {

/// Keeps the session alive during a call, which may be its last.
std::shared_ptr<Session> hold(cbeast_session *handle) {
  return reinterpret_cast<Session *>(handle)->shared_from_this();
}

std::string_view bytes(const void *start, size_t length) { return {static_cast<const char *>(start), length}; }

}  // namespace

void cbeast_session_keep(cbeast_session *session, void *exchange) { hold(session)->keep(exchange); }

bool cbeast_session_respond(
    cbeast_session *session, int status, const void *headers, size_t header_bytes, const void *body,
    size_t body_bytes) {
  return hold(session)->respond(status, bytes(headers, header_bytes), bytes(body, body_bytes));
}

void cbeast_session_begin(cbeast_session *session, int status, const void *headers, size_t header_bytes) {
  hold(session)->begin(status, bytes(headers, header_bytes));
}

void cbeast_session_send(cbeast_session *session, const cbeast_piece *pieces, size_t count) {
  hold(session)->send(pieces, count);
}

void cbeast_session_end(cbeast_session *session) { hold(session)->end(); }
bool cbeast_session_sound_out(cbeast_session *session) { return hold(session)->sound_out(); }
void cbeast_session_abort(cbeast_session *session) { hold(session)->break_off(); }

cbeast_websocket *cbeast_session_upgrade(
    cbeast_session *session, const cbeast_request *request, cbeast_text protocol, const void *headers,
    size_t header_bytes, void *socket) {
  auto &whole = static_cast<const cbeast::Request &>(*request);
  return hold(session)->upgrade(whole, view(protocol), bytes(headers, header_bytes), socket);
}
