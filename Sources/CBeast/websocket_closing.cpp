#include "websocket.hpp"

#include <boost/beast/zlib/error.hpp>

#include <array>

namespace cbeast {

void WebSocket::close(uint16_t code, std::string_view reason) {
  if (is_closing() || phase_ == Phase::lingering || phase_ == Phase::ended) return;
  closing_ = std::make_unique<websocket::close_reason>(code);
  closing_->reason.assign(reason.data(), std::min(reason.size(), closing_->reason.max_size()));
  if (phase_ != Phase::opening) begin_closing();
}

void WebSocket::begin_closing() {
  close_deadline_ = in(loop.limits.linger_timeout);
  has_sent_close_ = true;
  stream_.async_close(*closing_, [self = shared_from_this()](error_code error) {
    self->over(error ? error : websocket::error::closed);
  });
  // Beast waits for the peer's frame where it waited for a message.
  if (stream_.next_layer().read_on()) is_reading_ = true;
}

/// The stream has ended, properly or not.
void WebSocket::over(error_code error) {
  if (phase_ == Phase::lingering || phase_ == Phase::ended) return;
  auto self = shared_from_this();
  bool was_open = phase_ == Phase::open;
  phase_ = Phase::lingering;
  auto code = websocket::close_code::abnormal;
  std::string_view text;
  if (error == websocket::error::closed) {
    auto &reason = stream_.reason();
    code = static_cast<websocket::close_code>(reason.code ? reason.code : websocket::close_code::no_status);
    text = {reason.reason.data(), reason.reason.size()};
  } else if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
    code = websocket::close_code::too_big;
  } else if (error == websocket::error::bad_frame_payload) {
    code = websocket::close_code::bad_payload;
  } else if (error.category() == make_error_code(boost::beast::zlib::error::need_buffers).category()) {
    code = websocket::close_code::bad_payload;
    say_not_inflated();
  } else if (error.category() == make_error_code(websocket::error::closed).category()) {
    code = websocket::close_code::protocol_error;
  }
  loop.callbacks.closed(socket_, static_cast<uint16_t>(code), cbeast::text(text));
  if (!was_open || code == websocket::close_code::abnormal) return end();
  socket().shut_down();
  close_deadline_ = in(loop.limits.linger_timeout);
  linger();
}

/// Beast closes without a word where a message cannot be inflated.
void WebSocket::say_not_inflated() {
  if (is_writing_ || is_pinging_ || has_sent_close_) return;
  constexpr unsigned code = websocket::close_code::bad_payload;
  static constexpr unsigned char frame[] = {0x88, 2, code >> 8, code & 0xFF};
  // Where not all of it can be written, the end says enough.
  socket().write(std::array{asio::const_buffer(frame, sizeof frame)});
}

/// Lets the peer read what was sent: to close at once, with bytes unread, would take it away again.
void WebSocket::linger() {
  socket().async_read_some(
      asio::mutable_buffers_1(loop.discarded, sizeof loop.discarded), [self = shared_from_this()](error_code error, size_t) {
        if (self->phase_ != Phase::lingering) return;
        error ? self->end() : self->linger();
      });
}

/// Closes the connection, however far it has come.
void WebSocket::end() {
  if (phase_ == Phase::ended) return;
  auto self = std::move(self_);
  bool is_told = phase_ == Phase::lingering;
  phase_ = Phase::ended;
  stream_.next_layer().abandon();
  is_told ? socket().close() : socket().reset();
  if (!is_told) loop.callbacks.closed(socket_, websocket::close_code::abnormal, {});
  loop.callbacks.gone(socket_);
}

}  // namespace cbeast
