#include "websocket.hpp"

namespace cbeast {

namespace {

/// What a connection that waits for a message reads into.
constexpr size_t idle_bytes = 512;
/// What more of a message is read into, where that is not known to be little. It grows with the message.
constexpr size_t piece_bytes = 64 << 10;

/// Whether UTF-8, valid so far, is cut. Beast forgets to look where a message ends with an empty frame.
bool ends_within_character(const unsigned char *bytes, size_t count) {
  for (size_t back = 1; back <= std::min<size_t>(count, 3); ++back) {
    auto byte = bytes[count - back];
    if ((byte & 0xC0) == 0x80) continue;
    size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back;
  }
  return false;
}

}  // namespace

WebSocket::WebSocket(Loop &loop, Stream stream, std::unique_ptr<Admitted> place, void *socket)
    : Connection(loop), stream_(std::move(stream), loop.limits.websocket_max_fragments, *this), place_(std::move(place)), socket_(socket) {
  touch();
  heard();
}

void WebSocket::read() {
  if (phase_ != Phase::open || is_reading_) return;
  is_reading_ = true;
  heard();
  if (stream_.next_layer().read_on()) return;
  // A message begins in little memory, which a connection that waits has to keep.
  auto limit = input_.size() == 0 ? idle_bytes : std::max(input_.size(), piece_bytes);
  stream_.async_read_some(input_, limit, [self = shared_from_this()](error_code error, size_t) { self->was_read(error); });
}

void WebSocket::was_read(error_code error) {
  is_reading_ = false;
  if (phase_ == Phase::ended) return;
  // A closing handshake may take the reading over, and then tells the end.
  if (error == asio::error::operation_aborted && is_closing()) return;
  if (error) return over(error);
  if (!held_.set(input_.capacity())) refuse_more();
  if (!stream_.is_message_done()) return is_closing() ? void() : read();
  touch();
  heard();
  auto bytes = input_.cdata();
  if (stream_.got_text() && ends_within_character(static_cast<const unsigned char *>(bytes.data()), bytes.size())) {
    close(websocket::close_code::bad_payload, "Text is UTF-8");
  }
  // Once we close, whatever comes is passed over, and the closing handshake reads on.
  bool goes_on = !is_closing() && loop.callbacks.message(socket_, bytes.data(), bytes.size(), stream_.got_text());
  held_.set(0);
  input_.consume(bytes.size());
  if (input_.capacity() > idle_bytes) input_.shrink_to_fit();
  // When others have had their turn, and answers are out.
  if (goes_on) loop.settle_later(shared_from_this());
}

void WebSocket::take(std::string_view text) {
  auto self = shared_from_this();
  is_reading_ = false;
  touch();
  heard();
  if (loop.callbacks.message(socket_, text.data(), text.size(), true)) loop.settle_later(std::move(self));
}

Held *WebSocket::take_held(size_t bytes) {
  held_.set(std::min(held_.bytes(), bytes));
  return held_.bytes() > 0 ? new Held(std::move(held_)) : nullptr;
}

/// Closes because too much is held for all connections together.
void WebSocket::refuse_more() {
  close(websocket::close_code::try_again_later, "Too many messages are held at the moment");
  input_.clear();
  input_.shrink_to_fit();
  held_.set(0);
}

/// Something came from the peer.
void WebSocket::heard() {
  missed_pongs_ = 0;
  ping_time_ = in(loop.limits.websocket_ping_interval);
}

/// A message went in one direction or the other.
void WebSocket::touch() { idle_deadline_ = in(loop.limits.websocket_idle_timeout); }

void WebSocket::tick(Time now) {
  if (now >= close_deadline_) return end();
  if (patience_.is_over(now, socket(), loop.limits.write_timeout)) return end();
  if (phase_ != Phase::open || is_closing()) return;
  if (now >= idle_deadline_) return close(websocket::close_code::going_away, "Nothing was said for too long");
  look_after_peer(now);
}

void WebSocket::look_after_peer(Time now) {
  // A peer's answers are not seen while its messages are not taken.
  if (now < ping_time_ || !is_reading_) return;
  // Who reads slowly finds our ping behind all the rest. That it takes the rest is a sign of life, and looked after by
  // itself where not even the system has taken all of it.
  if (patience_.is_running()) return;
  if (socket().waiting_bytes() > 0 && patience_.sees_progress(socket())) missed_pongs_ = 0;
  if (missed_pongs_ >= 2) return end();
  ++missed_pongs_;
  ping_time_ = in(loop.limits.websocket_ping_interval);
  if (is_pinging_) return;
  is_pinging_ = true;
  stream_.async_ping({}, [self = shared_from_this()](error_code) { self->is_pinging_ = false; });
}

void WebSocket::drain() {
  // Told once: where the handshake is not through yet, when it is.
  if (phase_ == Phase::open) loop.callbacks.draining(socket_);
}

}  // namespace cbeast

using cbeast::WebSocket;

namespace {

std::shared_ptr<WebSocket> hold(cbeast_websocket *handle) {
  return reinterpret_cast<WebSocket *>(handle)->shared_from_this();
}

}  // namespace

void cbeast_websocket_read(cbeast_websocket *socket) { hold(socket)->read(); }

cbeast_held *cbeast_websocket_hold(cbeast_websocket *handle, size_t length) {
  return reinterpret_cast<cbeast_held *>(reinterpret_cast<WebSocket *>(handle)->take_held(length));
}

void cbeast_held_free(cbeast_held *held) { delete reinterpret_cast<cbeast::Held *>(held); }

void cbeast_websocket_send(cbeast_websocket *socket, const cbeast_piece *pieces, size_t count) {
  hold(socket)->send(pieces, count);
}

void cbeast_websocket_close(cbeast_websocket *socket, uint16_t code, cbeast_text reason) {
  hold(socket)->close(code, cbeast::view(reason));
}
