#include "session.hpp"

namespace cbeast {

/// The client sends no more, and gets the answers to what it has sent, unless it turns out to have gone.
void Session::peer_left(error_code error) {
  if (error != asio::error::eof) return break_off();
  has_left_ = true;
  if (is_awaiting()) return proceed();
  if (phase_ == Phase::closing && output_.is_empty()) return close();
  if (exchange_) tell_left();
}

/// Somebody works on an answer meanwhile.
void Session::tell_left() {
  if (stream_.has_broken()) return break_off();
  if (!std::exchange(awaits_reset_, true)) await_reset();
  loop.callbacks.left(exchange_);
}

/// Who has gone answers what is sent with a reset, which nothing else would notice before the next write.
void Session::await_reset() {
  stream_.wait(Attempt::wants_read, [self = shared_from_this()](error_code error) {
    if (error || self->phase_ == Phase::closed) return;
    self->stream_.has_broken() ? self->break_off() : self->await_reset();
  });
}

/// Whether the client, which has closed its half, has gone altogether cannot be seen before something is sent to it. An
/// interim answer is passed over by every client of HTTP/1.1 (RFC 9110, section 15.2).
bool Session::sound_out() {
  if (phase_ != Phase::handling || version_ < 11) return false;
  output_.append(go_on);
  settle_later();
  return true;
}

void Session::drain() {
  if (!is_idle()) return;
  loop.limits.is_there_while_draining ? become_late() : close();
}

void Session::expire() { is_late() && is_idle() ? close() : break_off(); }

void Session::refuse(Fault fault) {
  static constexpr std::string_view headers = "Content-Type: text/plain; charset=utf-8\r\n";
  std::string_view text = fault.text;
  keeps_alive_ = false;
  output_.append_head(loop, fault.status, headers, Framing::length, text.size() + 1, version_, false);
  output_.append(text);
  output_.append("\n");
  begin_closing();
}

/// Too much is held for all connections together.
void Session::refuse_more() { refuse({503, "Too many requests are held at the moment"}); }

void Session::begin_closing() {
  phase_ = Phase::closing;
  read_deadline_ = never();
  parser_.reset();
  held_.set(0);
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
  // So that the client can tell the end from a connection that was cut off.
  if (stream_.is_tls()) stream_.shut_down();
  stream_.close();
  auto self = std::move(self_);
  leave_exchange();
}

}  // namespace cbeast
