#include "session.hpp"

#include "websocket.hpp"

#include <charconv>

namespace cbeast {

namespace {

/// What a connection that waits for a request reads into.
constexpr size_t idle_bytes = 2048;
/// What a body is read into.
constexpr size_t body_piece_bytes = 64 << 10;
/// Requests that come while one is answered are read ahead up to this size.
constexpr size_t ahead_bytes = 16 << 10;
/// A body up to this size is copied behind its head.
constexpr size_t copied_bytes = 16 << 10;
/// Answers to pipelined requests are gathered up to this size.
constexpr size_t gathered_bytes = 64 << 10;

Time after(int64_t milliseconds) { return Clock::now() + std::chrono::milliseconds(milliseconds); }

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

void Input::consume(size_t count) {
  start_ += count;
  if (start_ == end_) clear();
}

asio::mutable_buffer Input::prepare(size_t wanted, size_t limit) {
  auto held = end_ - start_;
  if (held >= limit) return {};
  wanted = std::min(wanted, limit - held);
  if (held == 0 && capacity_ > body_piece_bytes / 2 && wanted <= idle_bytes) capacity_ = 0;
  if (capacity_ - end_ < wanted || !memory_) {
    auto capacity = capacity_ >= held + wanted ? capacity_ : held + wanted;
    auto memory = std::make_unique<char[]>(capacity);
    if (held) std::memcpy(memory.get(), memory_.get() + start_, held);
    memory_ = std::move(memory);
    capacity_ = capacity;
    start_ = 0;
    end_ = held;
  }
  return {memory_.get() + end_, capacity_ - end_};
}

Session::Session(
    Loop &loop, Socket socket, SSL_CTX *tls, std::shared_ptr<const Ends> ends, std::unique_ptr<Admitted> place)
    : Connection(loop), stream_(std::move(socket), tls), ends_(std::move(ends)), place_(std::move(place)),
      scanner_(loop.limits) {}

void Session::start() {
  self_ = shared_from_this();
  read_deadline_ = after(loop.limits.head_timeout);
  read();
}

void Session::tick(Time now) {
  if (now >= write_deadline_) return break_off();
  if (now < read_deadline_ || is_write_waiting_) return;
  switch (phase_) {
    case Phase::head:
      return input_.is_empty() ? close() : refuse({408, "The header did not come in time"});
    case Phase::body: return refuse({408, "The body did not come in time"});
    default: return close();
  }
}

void Session::drain() {
  if (phase_ == Phase::head && input_.is_empty() && output_.is_empty()) close();
}

void Session::await_request() {
  phase_ = Phase::head;
  scanner_ = HeadScanner(loop.limits);
  read_deadline_ = after(input_.is_empty() ? loop.limits.idle_timeout : loop.limits.head_timeout);
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
    ++served;
    if (output_.text_bytes() >= gathered_bytes || phase_ == Phase::answered) flush();
  }
  flush();
  is_proceeding_ = false;
  if (served == loop.limits.max_pipelined && is_awaiting() && !input_.is_empty()) {
    // Others on this loop come first.
    asio::post(loop.io, [self = shared_from_this()] { self->proceed(); });
  } else {
    read_later();
  }
}

/// Reads the head of a request, if it is there; answers whether there is a request to go on with.
bool Session::take_head() {
  if (input_.is_empty()) return false;
  Fault fault;
  auto length = scanner_.scan(input_.bytes(), fault);
  if (length > 0) {
    std::unique_ptr<Request> request(Request::make(input_.bytes().substr(0, length), scanner_.fields(), ends_));
    request->is_tls = stream_.is_tls();
    parser_.emplace(loop.limits, std::move(request));
    input_.consume(length);
    fault = parser_->read_head();
  }
  if (fault) {
    refuse(fault);
    return false;
  }
  if (length == 0) return false;
  if (parser_->is_done()) return true;
  phase_ = Phase::body;
  read_deadline_ = after(loop.limits.body_timeout);
  if (parser_->expects_continue() && input_.is_empty()) output_.append("HTTP/1.1 100 Continue\r\n\r\n");
  return true;
}

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
  return parser_->is_done();
}

void Session::handle() {
  phase_ = Phase::handling;
  read_deadline_ = never();
  has_served_ = true;
  version_ = parser_->version();
  keeps_alive_ = parser_->keep_alive();
  is_head_ = parser_->is_head();
  auto request = parser_->take();
  parser_.reset();
  loop.callbacks.request(loop.context, reinterpret_cast<cbeast_session *>(this), request.release());
}

/// Reads when the others on this loop have had their turn. By then a client that was just answered may have sent its next
/// request, which saves a futile look at the socket and a wait.
void Session::read_later() {
  if (is_read_due_ || is_reading_ || phase_ == Phase::closed) return;
  is_read_due_ = true;
  asio::post(loop.io, [self = shared_from_this()] {
    self->is_read_due_ = false;
    self->read();
  });
}

void Session::read() {
  if (is_reading_ || has_left_ || phase_ == Phase::closed || is_proceeding_) return;
  bool is_ahead = !is_awaiting() && phase_ != Phase::closing;
  auto limit = is_ahead ? ahead_bytes : loop.limits.max_head_bytes + body_piece_bytes;
  auto buffer = input_.prepare(phase_ == Phase::body ? body_piece_bytes : idle_bytes, limit);
  if (buffer.size() == 0) return;
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
      if (is_first && has_served_) read_deadline_ = after(loop.limits.head_timeout);
      return proceed();
    case Phase::body: return proceed();
    case Phase::closing: input_.clear(); return read();
    default: return read();
  }
}

/// The client sends no more. That it only closed its half cannot be told from its having gone; what is answered all the
/// same is sent.
void Session::peer_left(error_code error) {
  has_left_ = true;
  if (error != asio::error::eof) return break_off();
  if (is_awaiting() || (phase_ == Phase::closing && output_.is_empty())) return close();
  if (exchange_) loop.callbacks.left(exchange_);
}

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
    if (framing_ == Framing::chunks) {
      char digits[18];
      auto end = std::to_chars(digits, digits + 16, bytes, 16).ptr;
      *end++ = '\r';
      *end++ = '\n';
      output_.append({digits, static_cast<size_t>(end - digits)});
    }
    for (size_t index = 0; index < count; ++index) output_.refer(pieces[index].start, pieces[index].length);
    if (framing_ == Framing::chunks) output_.refer("\r\n", 2);
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
        write_deadline_ = never();
        break;
      case Attempt::wants_read:
      case Attempt::wants_write:
        is_write_waiting_ = true;
        if (write_deadline_ == never()) write_deadline_ = after(loop.limits.write_timeout);
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
      read_deadline_ = std::min(read_deadline_, after(loop.limits.linger_timeout));
      return read();
    case Phase::head:
    case Phase::body: return proceed();
    default: return;
  }
}

void Session::leave_exchange() {
  if (auto exchange = std::exchange(exchange_, nullptr)) loop.callbacks.over(exchange);
}

void Session::refuse(Fault fault) {
  static constexpr std::string_view headers = "Content-Type: text/plain; charset=utf-8\r\n";
  std::string_view text = fault.text;
  keeps_alive_ = false;
  output_.append_head(loop, fault.status, headers, Framing::length, text.size() + 1, version_, false);
  output_.append(text);
  output_.append("\n");
  begin_closing();
}

void Session::begin_closing() {
  phase_ = Phase::closing;
  read_deadline_ = never();
  parser_.reset();
  input_.clear();
  if (!is_proceeding_) flush();
}

void Session::break_off() {
  if (phase_ == Phase::closed) return;
  stream_.reset();
  close();
}

void Session::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  stream_.close();
  auto self = std::move(self_);
  leave_exchange();
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
void cbeast_session_abort(cbeast_session *session) { hold(session)->break_off(); }

cbeast_websocket *cbeast_session_upgrade(
    cbeast_session *session, const cbeast_request *request, cbeast_text protocol, const void *headers,
    size_t header_bytes, void *socket) {
  auto &whole = static_cast<const cbeast::Request &>(*request);
  return hold(session)->upgrade(whole, view(protocol), bytes(headers, header_bytes), socket);
}
