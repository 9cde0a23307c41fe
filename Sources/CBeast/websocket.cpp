#include "websocket.hpp"

#include "deflate_offer.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/zlib/error.hpp>

#include <array>

namespace boost::beast {

// Beast asks for these. Closing is ours, since the peer gets time to read what was sent.

template <class Handler>
void async_teardown(role_type, cbeast::FrameWatch &stream, Handler &&handler) {
  asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
    std::move(handler)(error_code{});
  });
}

inline void teardown(role_type, cbeast::FrameWatch &, error_code &) {}

}  // namespace boost::beast

namespace cbeast {

namespace {

/// What a connection that waits for a message reads into.
constexpr size_t idle_bytes = 512;

/// Adds complete lines to the fields of a response.
template <class Fields>
void add_lines(Fields &fields, std::string_view lines) {
  while (!lines.empty()) {
    auto end = lines.find("\r\n");
    auto line = lines.substr(0, end);
    auto colon = line.find(": ");
    fields.insert(line.substr(0, colon), line.substr(colon + 2));
    lines.remove_prefix(end + 2);
  }
}

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
    : Connection(loop), stream_(std::move(stream), loop.limits.websocket_max_fragments), place_(std::move(place)), socket_(socket) {
  touch();
  heard();
}

void WebSocket::start(const Request &request, std::string_view protocol, std::string_view headers) {
  self_ = shared_from_this();
  handshake_.method(http::verb::get);
  handshake_.target("/");
  handshake_.version(11);
  for (auto name : {"host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version"}) {
    if (auto value = request.field(name); !value.empty()) handshake_.set(name, value);
  }
  if (loop.limits.websocket_deflate) {
    auto offer = acceptable_deflate_offer(request.field("sec-websocket-extensions"));
    if (!offer.empty()) handshake_.set(http::field::sec_websocket_extensions, offer);
  }
  stream_.set_option(websocket::stream_base::decorator(
      [protocol = std::string(protocol), lines = std::string(headers)](websocket::response_type &response) {
        if (!protocol.empty()) response.set(http::field::sec_websocket_protocol, protocol);
        add_lines(response, lines);
      }));
  websocket::permessage_deflate deflate;
  deflate.server_enable = loop.limits.websocket_deflate;
  // What a compressor remembers between messages costs each connection hundreds of kilobytes.
  deflate.server_no_context_takeover = true;
  deflate.client_no_context_takeover = true;
  stream_.set_option(deflate);
  stream_.read_message_max(loop.limits.websocket_max_message_bytes);
  stream_.auto_fragment(false);
  stream_.control_callback([this](websocket::frame_type, boost::beast::string_view) { heard(); });
  stream_.next_layer().on_excess = [this] {
    close(websocket::close_code::policy_error, "A message came in too many frames");
  };
  stream_.next_layer().on_free = [this] { write_next(); };
  close_deadline_ = in(loop.limits.head_timeout);
  stream_.async_accept(handshake_, [self = self_](error_code error) { self->accepted(error); });
}

void WebSocket::accepted(error_code error) {
  if (phase_ == Phase::ended) return;
  handshake_ = {};
  if (error) return over(error);
  phase_ = Phase::open;
  close_deadline_ = never();
  touch();
  heard();
  read();
  write_next();
  if (loop.is_draining()) drain();
  if (is_closing_) {
    is_closing_ = false;
    close(reason_.code, std::string_view(reason_.reason.data(), reason_.reason.size()));
  }
}

void WebSocket::read() {
  if (phase_ != Phase::open || is_reading_) return;
  is_reading_ = true;
  heard();
  // A message begins in little memory, which a connection that waits has to keep. Of one that goes on Beast knows how
  // much is to come.
  auto limit = input_.size() == 0 ? idle_bytes : SIZE_MAX;
  stream_.async_read_some(input_, limit, [self = shared_from_this()](error_code error, size_t) { self->was_read(error); });
}

void WebSocket::was_read(error_code error) {
  is_reading_ = false;
  if (phase_ == Phase::ended) return;
  // A closing handshake may take the reading over, and then tells the end.
  if (error == asio::error::operation_aborted && is_closing_) return;
  if (error) return over(error);
  if (!stream_.is_message_done()) return is_closing_ ? void() : read();
  touch();
  heard();
  auto bytes = input_.cdata();
  if (stream_.got_text() && ends_within_character(static_cast<const unsigned char *>(bytes.data()), bytes.size())) {
    close(websocket::close_code::bad_payload, "Text is UTF-8");
  }
  // Once we close, whatever comes is passed over, and the closing handshake reads on.
  bool goes_on = !is_closing_ && loop.callbacks.message(socket_, bytes.data(), bytes.size(), stream_.got_text());
  input_.consume(bytes.size());
  if (input_.capacity() > idle_bytes) input_.shrink_to_fit();
  if (goes_on) read_later();
}

/// Reads when the others on this loop have had their turn: by then the peer may have answered an answer.
void WebSocket::read_later() {
  asio::post(loop.io, [self = shared_from_this()] { self->read(); });
}

void WebSocket::close(uint16_t code, std::string_view reason) {
  if (is_closing_ || phase_ == Phase::lingering || phase_ == Phase::ended) return;
  is_closing_ = true;
  reason_.code = static_cast<websocket::close_code>(code);
  reason_.reason.assign(reason.data(), std::min(reason.size(), reason_.reason.max_size()));
  if (phase_ == Phase::opening) return;
  close_deadline_ = in(loop.limits.linger_timeout);
  has_sent_close_ = true;
  stream_.async_close(reason_, [self = shared_from_this()](error_code error) {
    self->over(error ? error : websocket::error::closed);
  });
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
  if (now >= write_deadline_) {
    auto progress = stream_.next_layer().written_bytes();
    if (progress == progress_bytes_) return end();
    progress_bytes_ = progress;
    write_deadline_ = in(loop.limits.write_timeout);
  }
  if (phase_ != Phase::open || is_closing_) return;
  if (now >= idle_deadline_) return close(websocket::close_code::going_away, "Nothing was said for too long");
  look_after_peer(now);
}

void WebSocket::look_after_peer(Time now) {
  // A peer's answers are not seen while its messages are not taken.
  if (now < ping_time_ || !is_reading_) return;
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
      asio::mutable_buffers_1(discarded_, sizeof discarded_), [self = shared_from_this()](error_code error, size_t) {
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

using cbeast::WebSocket;

namespace {

std::shared_ptr<WebSocket> hold(cbeast_websocket *handle) {
  return reinterpret_cast<WebSocket *>(handle)->shared_from_this();
}

}  // namespace

void cbeast_websocket_read(cbeast_websocket *socket) { hold(socket)->read(); }

void cbeast_websocket_send(cbeast_websocket *socket, const cbeast_piece *pieces, size_t count) {
  hold(socket)->send(pieces, count);
}

void cbeast_websocket_close(cbeast_websocket *socket, uint16_t code, cbeast_text reason) {
  hold(socket)->close(code, cbeast::view(reason));
}
