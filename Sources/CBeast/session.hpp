// One HTTP/1.1 connection: requests one after the other, each answered before the next is looked at.
#pragma once

#include "head_scanner.hpp"
#include "input.hpp"
#include "output.hpp"
#include "patience.hpp"
#include "request_parser.hpp"

#include <optional>

namespace cbeast {

class Session final : public Connection, public std::enable_shared_from_this<Session> {
 public:
  Session(Loop &loop, int descriptor, SSL_CTX *tls, std::shared_ptr<const Ends> ends, std::unique_ptr<Admitted> place);

  void start();
  void tick(Time now) override;
  void drain() override;
  void expire() override;
  void settle() override;
  void read_on() override { read(); }

  void keep(void *exchange) { exchange_ = exchange; }
  bool respond(int status, std::string_view headers, std::string_view body);
  void begin(int status, std::string_view headers);
  void send(const cbeast_piece *pieces, size_t count);
  void end();
  bool sound_out();
  /// Closes the connection at once, and drops what waits.
  void break_off();
  cbeast_websocket *upgrade(
      const Request &request, std::string_view protocol, std::string_view headers, void *socket);

 private:
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

  enum class Phase {
    /// Waiting for a request, or in the middle of its head.
    head,
    body,
    /// A handler has the request.
    handling,
    /// The head of an answer of unknown length is out.
    streaming,
    /// The answer is complete, but not written yet.
    answered,
    /// No more requests; what is to be written is written, then the client gets time to read it.
    closing,
    closed,
  };

  void proceed();
  bool take_head();
  bool take_body();
  void handle();
  void settle_later();
  void read();
  void was_read(error_code error, size_t bytes);
  void peer_left(error_code error);
  void tell_left();
  void await_reset();
  void flush();
  void flushed();
  void refuse(Fault fault);
  void refuse_more();
  void begin_closing();
  void close();
  void leave_exchange();
  void await_request();
  /// Whether a request is to come, or more of it.
  bool is_awaiting() const { return phase_ == Phase::head || phase_ == Phase::body; }
  bool is_idle() const { return phase_ == Phase::head && input_.is_empty() && output_.is_empty(); }
  bool is_persistent() const { return keeps_alive_ && !(has_left_ && input_.is_empty()) && !loop.is_draining(); }

  Stream stream_;
  std::shared_ptr<const Ends> ends_;
  std::unique_ptr<Admitted> place_;
  /// Alive until closed, also while nothing is under way.
  std::shared_ptr<Session> self_;
  Input input_;
  Output output_;
  HeadScanner scanner_;
  std::optional<RequestParser> parser_;
  void *exchange_ = nullptr;
  Phase phase_ = Phase::head;
  Framing framing_ = Framing::length;
  unsigned version_ = 11;
  bool is_head_ = false;
  bool keeps_alive_ = true;
  bool has_left_ = false;
  bool awaits_reset_ = false;
  bool has_served_ = false;
  bool has_skipped_line_ = false;
  bool is_unsettled_ = false;
  bool is_reading_ = false;
  bool is_write_waiting_ = false;
  bool is_proceeding_ = false;
  bool has_pieces_ = false;
  Time read_deadline_ = never();
  Patience patience_;
};

}  // namespace cbeast
