#include "deflate_offer.hpp"
#include "websocket.hpp"

#include <boost/beast/http/field.hpp>

namespace cbeast {

namespace {

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

}  // namespace

void WebSocket::start(const Request &request, std::string_view protocol, std::string_view headers) {
  self_ = shared_from_this();
  handshake_ = std::make_unique<http::request<http::empty_body>>(http::verb::get, "/", 11);
  for (auto name : {"host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version"}) {
    if (auto value = request.field(name); !value.empty()) handshake_->set(name, value);
  }
  if (loop.limits.websocket_deflate) {
    auto offer = acceptable_deflate_offer(request.field("sec-websocket-extensions"));
    if (!offer.empty()) handshake_->set(http::field::sec_websocket_extensions, offer);
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
  close_deadline_ = in(loop.limits.head_timeout);
  stream_.async_accept(*handshake_, [self = self_](error_code error) { self->accepted(error); });
}

void WebSocket::accepted(error_code error) {
  if (phase_ == Phase::ended) return;
  handshake_ = nullptr;
  stream_.set_option(websocket::stream_base::decorator([](websocket::response_type &) {}));
  if (error) return over(error);
  phase_ = Phase::open;
  close_deadline_ = never();
  touch();
  heard();
  read();
  write_next();
  if (loop.is_draining()) drain();
  if (is_closing()) begin_closing();
}

}  // namespace cbeast
