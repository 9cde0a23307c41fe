// One WebSocket connection (RFC 6455), by Beast.
#pragma once

#include "frame_watch.hpp"
#include "output.hpp"
#include "patience.hpp"
#include "request.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

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

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

class WebSocket final
    : public Connection, public FrameWatch::Owner, public std::enable_shared_from_this<WebSocket> {
 public:
  WebSocket(Loop &loop, Stream stream, std::unique_ptr<Admitted> place, void *socket);

  /// Answers the handshake and reads the first message.
  void start(const Request &request, std::string_view protocol, std::string_view headers);
  void tick(Time now) override;
  void drain() override;
  void expire() override { close(websocket::close_code::going_away, "The server shuts down"); }
  void settle() override {}
  void read_on() override { read(); }

  void read();
  void send(const cbeast_piece *pieces, size_t count);
  void close(uint16_t code, std::string_view reason);
  /// Gives away what counts the message that is being told, of so many bytes; null where that is too little to count.
  Held *take_held(size_t bytes);

 private:
  Stream &socket() { return stream_.next_layer().stream(); }
  void has_excess() override { close(websocket::close_code::policy_error, "A message came in too many frames"); }
  void is_free() override { write_next(); }
  bool may_take(size_t bytes) const override {
    // Once we close, whatever comes is Beast's to pass over.
    return phase_ == Phase::open && !is_closing() && bytes <= loop.limits.websocket_max_message_bytes;
  }
  void take(std::string_view text) override;
  void accepted(error_code error);
  void was_read(error_code error);
  void refuse_more();
  void write_next();
  void write_by_beast();
  void gather(Output &output);
  void wait_to_write(Attempt::Outcome outcome);
  void heard();
  void look_after_peer(Time now);
  /// Whether we have begun to close, or are about to when the handshake is through.
  bool is_closing() const { return closing_ != nullptr; }
  void begin_closing();
  void over(error_code error);
  void say_not_inflated();
  void linger();
  void end();
  void touch();

  websocket::stream<FrameWatch> stream_;
  std::unique_ptr<Admitted> place_;
  void *socket_;
  std::shared_ptr<WebSocket> self_;
  std::unique_ptr<http::request<http::empty_body>> handshake_;
  boost::beast::flat_buffer input_;
  /// What is being sent; the bytes are kept by the sender.
  std::vector<cbeast_piece> pieces_;
  size_t next_piece_ = 0;
  /// Frames that could not be written at once, where Beast does not write them. These are seldom there, as is the reason
  /// to close: most of the time a connection only waits, and has no room for them.
  std::unique_ptr<Output> output_;
  std::unique_ptr<websocket::close_reason> closing_;

  enum class Phase { opening, open, lingering, ended } phase_ = Phase::opening;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool is_pinging_ = false;
  bool has_sent_close_ = false;
  unsigned missed_pongs_ = 0;
  Time ping_time_;
  Time idle_deadline_;
  Patience patience_;
  Time close_deadline_ = never();
};

}  // namespace cbeast
