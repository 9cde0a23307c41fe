// A socket as its loop watches it.
#pragma once

#include "loop.hpp"

#include <boost/asio/any_completion_handler.hpp>

namespace cbeast {

/// What waits until a socket can be read or written. The loop is told by the system once, when something changes, and
/// not asked again: a socket is only looked at where there is something, and those that are ready have their turn in the
/// order in which they became so. Asio's own sockets look each time before they wait, and so serve again and again whoever
/// answers quickly, where many others wait.
class Channel {
 public:
  using IOHandler = asio::any_completion_handler<void(error_code, size_t)>;
  using WaitHandler = asio::any_completion_handler<void(error_code)>;

  /// Takes over a socket that does not block.
  Channel(Loop &loop, int descriptor);
  Channel(const Channel &) = delete;
  Channel &operator=(const Channel &) = delete;
  ~Channel();

  Loop &loop() { return loop_; }
  int descriptor() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

  /// Reads what there is, once there is something. One read or wait to read at a time.
  void read(asio::mutable_buffer buffer, IOHandler handler);
  /// Waits for a change: after a look at the socket that came to nothing.
  void wait_to_read(WaitHandler handler) { await(read_waiter_, std::move(handler)); }
  void wait_to_write(WaitHandler handler) { await(write_waiter_, std::move(handler)); }
  /// Ends what is under way with an error, later.
  void cancel();
  void close();

  /// The loop calls this with what `epoll_wait` told.
  void changed(uint32_t events);

  /// Calls a handler when the others on the loop have had their turn.
  static void complete(Loop &loop, IOHandler handler, error_code error, size_t bytes);

 private:
  void await(WaitHandler &place, WaitHandler handler);
  /// Answers false where there is nothing to be read.
  bool try_read(asio::mutable_buffer buffer, error_code &error, size_t &bytes);

  Loop &loop_;
  int descriptor_;
  /// Nobody has found out yet that there is nothing to be read.
  bool is_readable_ = false;
  /// The peer sends no more, which is told once, and is read behind its last bytes.
  bool has_ended_ = false;
  asio::mutable_buffer buffer_;
  IOHandler reader_;
  WaitHandler read_waiter_;
  WaitHandler write_waiter_;
};

}  // namespace cbeast
