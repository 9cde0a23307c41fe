#include "session.hpp"

#include <algorithm>

namespace cbeast {

namespace {

/// What a connection that waits for a request reads into.
constexpr size_t idle_bytes = Input::kept_bytes;
/// What a body is read into.
constexpr size_t body_piece_bytes = 64 << 10;
/// Requests that come while one is answered are read ahead up to this size.
constexpr size_t ahead_bytes = 16 << 10;
/// Answers to pipelined requests are gathered up to this size.
constexpr size_t gathered_bytes = 64 << 10;

}  // namespace

Session::Session(
    Loop &loop, int descriptor, SSL_CTX *tls, std::shared_ptr<const Ends> ends, std::unique_ptr<Admitted> place)
    : Connection(loop, loop.is_draining()), stream_(loop, descriptor, tls), ends_(std::move(ends)),
      place_(std::move(place)), scanner_(loop.limits) {}

void Session::start() {
  self_ = shared_from_this();
  read_deadline_ = in(loop.limits.head_timeout);
  read();
}

void Session::tick(Time now) {
  if (patience_.is_over(now, stream_, loop.limits.write_timeout)) return break_off();
  if (now < read_deadline_ || is_write_waiting_) return;
  switch (phase_) {
    case Phase::head:
      return input_.is_empty() ? close() : refuse({408, "The header did not come in time"});
    case Phase::body: return refuse({408, "The body did not come in time"});
    default: return close();
  }
}

void Session::await_request() {
  phase_ = Phase::head;
  has_skipped_line_ = false;
  scanner_ = HeadScanner(loop.limits);
  read_deadline_ = in(input_.is_empty() ? loop.limits.idle_timeout : loop.limits.head_timeout);
}

/// Works on what has been read until more is needed, or an answer is.
void Session::proceed() {
  if (is_proceeding_ || is_write_waiting_ || !is_awaiting()) return;
  // Nothing may be under way when a handler is called. The end of this read brings us back here.
  if (is_reading_) {
    if (!input_.is_empty()) stream_.cancel();
    return;
  }
  is_proceeding_ = true;
  size_t served = 0;
  while (is_awaiting() && !is_write_waiting_ && served < loop.limits.max_pipelined) {
    if (phase_ == Phase::head && !take_head()) break;
    if (phase_ == Phase::body && !take_body()) break;
    handle();
    if (has_left_ && exchange_) tell_left();
    ++served;
    if (output_.text_bytes() >= gathered_bytes || phase_ == Phase::answered) flush();
  }
  bool has_more = served == loop.limits.max_pipelined && is_awaiting() && !input_.is_empty();
  // What keeps the connection from going on goes out at once.
  if (has_more || !is_awaiting()) flush();
  is_proceeding_ = false;
  if (has_more) {
    // Others on this loop come first.
    asio::post(loop.io, [self = shared_from_this()] { self->proceed(); });
  } else if (has_left_ && is_awaiting() && !is_write_waiting_) {
    begin_closing();
  } else {
    settle_later();
  }
}

/// Reads the head of a request, if it is there; answers whether there is a request to go on with.
bool Session::take_head() {
  // An empty line in front, which some clients send after a body (RFC 9112, section 2.2).
  if (!has_skipped_line_ && input_.bytes().substr(0, 2) == "\r\n") {
    has_skipped_line_ = true;
    input_.consume(2);
    scanner_ = HeadScanner(loop.limits);
    if (input_.is_empty() && has_served_) read_deadline_ = in(loop.limits.idle_timeout);
  }
  if (input_.is_empty()) return false;
  Fault fault;
  auto length = scanner_.scan(input_.bytes(), fault);
  if (length > 0) {
    std::unique_ptr<Request> request(Request::make(input_.bytes().substr(0, length), scanner_.fields(), ends_));
    request->is_tls = stream_.is_tls();
    request->is_late = is_late();
    parser_.emplace(loop.limits, std::move(request));
    input_.consume(length);
    fault = parser_->read_head();
  }
  if (fault) {
    refuse(fault);
    return false;
  }
  if (length == 0) return false;
  phase_ = Phase::body;
  if (parser_->is_done()) return true;
  read_deadline_ = in(loop.limits.body_timeout);
  if (parser_->expects_continue() && input_.is_empty()) output_.append(go_on);
  return true;
}

/// Reads the body, as far as it is there; answers whether the request is complete, and can be handled.
bool Session::take_body() {
  while (!parser_->is_done() && !input_.is_empty()) {
    Fault fault;
    auto consumed = parser_->read_body(input_.bytes(), fault);
    if (fault) {
      refuse(fault);
      return false;
    }
    if (consumed == 0) break;
    input_.consume(consumed);
  }
  if (!parser_->is_done()) return false;
  if (!held_.set(parser_->body_capacity())) {
    refuse_more();
    return false;
  }
  // A WebSocket takes the stream over: what was answered before goes out first.
  if (parser_->is_websocket()) flush();
  return !is_write_waiting_ && phase_ == Phase::body;
}

void Session::handle() {
  phase_ = Phase::handling;
  read_deadline_ = never();
  has_served_ = true;
  version_ = parser_->version();
  keeps_alive_ = parser_->keep_alive();
  is_head_ = parser_->is_head();
  auto request = parser_->take();
  request->held = std::move(held_);
  parser_.reset();
  loop.callbacks.request(loop.context, reinterpret_cast<cbeast_session *>(this), request.release());
}

/// Writes and reads on at the end of the round.
void Session::settle_later() {
  if (is_unsettled_ || phase_ == Phase::closed) return;
  is_unsettled_ = true;
  loop.settle_later(shared_from_this());
}

void Session::settle() {
  is_unsettled_ = false;
  if (output_.is_empty()) return;
  is_proceeding_ = true;
  flush();
  is_proceeding_ = false;
  if (loop.is_draining()) drain();
}

void Session::read() {
  if (is_reading_ || has_left_ || phase_ == Phase::closed || is_proceeding_) return;
  bool is_ahead = !is_awaiting() && phase_ != Phase::closing;
  auto limit = is_ahead ? ahead_bytes : loop.limits.max_head_bytes + body_piece_bytes;
  bool is_body = phase_ == Phase::body;
  auto wanted = is_body ? std::clamp(parser_->body_rest(), idle_bytes, body_piece_bytes) : idle_bytes;
  auto buffer = input_.prepare(wanted, limit);
  if (buffer.size() == 0) return;
  if (is_body && !held_.set(parser_->body_capacity() + input_.capacity())) {
    return refuse_more();
  }
  is_reading_ = true;
  stream_.async_read_some(
      asio::mutable_buffers_1(buffer),
      [self = shared_from_this()](error_code error, size_t bytes) { self->was_read(error, bytes); });
}

void Session::was_read(error_code error, size_t bytes) {
  is_reading_ = false;
  if (phase_ == Phase::closed) return;
  if (error == asio::error::operation_aborted) return proceed();
  if (error) return peer_left(error);
  bool is_first = input_.is_empty();
  input_.commit(bytes);
  switch (phase_) {
    case Phase::head:
      if (is_first && has_served_) read_deadline_ = in(loop.limits.head_timeout);
      return proceed();
    case Phase::body: return proceed();
    case Phase::closing: input_.clear(); return read();
    default: return read();
  }
}

}  // namespace cbeast
