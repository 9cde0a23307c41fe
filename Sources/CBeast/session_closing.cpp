#include "session.hpp"

namespace cbeast {

/// The client sends no more. That it only closed its half cannot be told from its having gone; what is answered all the
/// same is sent.
void Session::peer_left(error_code error) {
  has_left_ = true;
  if (error != asio::error::eof) return break_off();
  if (is_awaiting() || (phase_ == Phase::closing && output_.is_empty())) return close();
  if (exchange_) loop.callbacks.left(exchange_);
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
