// One thread's event loop, the connections on it, and the server that the loops belong to.
#pragma once

#include "admission.hpp"
#include "output.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cbeast {

namespace asio = boost::asio;
using error_code = boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
/// Without the type-erased executor that Asio has by default, which every operation would pay for.
using Executor = asio::io_context::executor_type;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

inline std::string_view view(cbeast_text text) { return {text.start, text.length}; }
inline cbeast_text text(std::string_view view) { return {view.data(), view.size()}; }
inline Time never() { return Time::max(); }
/// The time by the clock that the kernel keeps at hand, up to a tick of it (1 to 10 ms) late: it is asked several times a
/// message, and timeouts need no more.
inline Time now() {
  timespec time;
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return Time(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}
inline Time in(int64_t milliseconds) { return now() + std::chrono::milliseconds(milliseconds); }

/// The two ends of a connection. Alive as long as the connection and each of its requests.
struct Ends {
  std::string peer;
  std::string local;
};

class Loop;

/// What a loop knows of a connection. It is on the loop's list while it exists.
class Connection {
 public:
  /// - Parameter is_late: the loop drains, and does not wait for this one.
  explicit Connection(Loop &loop, bool is_late = false);
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;
  virtual ~Connection();

  /// Some time has passed: looks after what is due.
  virtual void tick(Time now) = 0;
  /// The server accepts nothing new: ends when idle, else soon.
  virtual void drain() = 0;
  /// Time is up.
  virtual void expire() = 0;
  /// A round ends, as `Loop::settle_later` asked for: writes what waits to be written,
  virtual void settle() = 0;
  /// and once all of them have, reads on.
  virtual void read_on() = 0;

  Loop &loop;

 protected:
  bool is_late() const { return is_late_; }
  /// Has the loop, which drains, not wait for this one any longer.
  void become_late();

  /// The body or message that arrives.
  Held held_;

 private:
  friend class Loop;
  bool is_late_;
  Connection *previous_ = nullptr;
  Connection *next_ = nullptr;
};

class Channel;
class Listener;

class Loop {
 public:
  Loop(cbeast_server &server, void *context);

  /// Has a channel told when its socket can be read or written, or ends; false where the system has no room for that.
  bool watch(int descriptor, Channel *channel);
  /// Nothing more is told to a channel.
  void forget(int descriptor, Channel *channel);

  void run();
  /// On the loop's thread.
  void stop() { is_stopped_ = true; }
  bool is_stopped() const { return is_stopped_; }
  void wake();
  void drain();
  void expire();

  /// The value of a Date field, renewed each second.
  std::string_view date() const { return date_; }
  bool is_draining() const { return is_draining_; }

  void add(Connection &connection);
  void remove(Connection &connection);
  /// One connection less that is waited for.
  void settle_one();
  /// Has a connection write and read on at the end of the round, which comes when nothing else is ready, or soon.
  ///
  /// Answers go out together then, one after the other. A client that waits for them on another core is woken by the
  /// first, and takes the others as it goes on; woken by each, it would cost the server half a write more each time.
  void settle_later(std::shared_ptr<Connection> connection) { unsettled_.push_back(std::move(connection)); }

  cbeast_server &server;
  const cbeast_limits &limits;
  const cbeast_callbacks &callbacks;
  void *const context;
  /// Empty but for the moment in which a WebSocket writes what goes at once, so that each needs no memory of its own.
  Output frames;
  /// What is read only to be passed over; nobody looks at it, so that one is enough for all.
  char discarded[64];
  /// Connections given to this loop, whether they have come yet or not.
  std::atomic<size_t> assigned{0};

 private:
  void end();
  void await_events();
  void tell_next();
  bool has_events() const { return next_event_ < event_count_; }
  void settle();
  void read_on();
  void schedule_tick();
  void tick();
  void renew_date();
  template <class Action> void for_each(Action action);

  Connection *first_ = nullptr;
  /// The connections that a loop that drains waits for.
  size_t awaited_ = 0;
  /// The connection that `for_each` comes to next, moved on when that one goes away.
  Connection *cursor_ = nullptr;
  bool is_draining_ = false;
  bool is_stopped_ = false;
  /// What the sockets have to tell, and how far that has come.
  std::array<epoll_event, 128> events_;
  size_t event_count_ = 0;
  size_t next_event_ = 0;
  bool awaits_events_ = false;
  std::vector<std::shared_ptr<Connection>> unsettled_;
  std::vector<std::shared_ptr<Connection>> settling_;
  std::string date_;
  std::time_t date_second_ = 0;
  Clock::duration tick_interval_;

 public:
  // Destroyed first, since the handlers that are left in it touch all of the above.
  // A socket is touched by its loop's thread only, so that the reactor needs no locks.
  asio::io_context io{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};

 private:
  Timer timer_;
  /// The descriptor that stands for all sockets, which Asio waits for.
  asio::posix::basic_stream_descriptor<Executor> sockets_;
};

}  // namespace cbeast

struct cbeast_server {
  cbeast_server(const cbeast_limits &limits, const cbeast_callbacks &callbacks);
  ~cbeast_server();

  const cbeast_limits limits;
  const cbeast_callbacks callbacks;
  cbeast::Admission admission;
  std::vector<std::unique_ptr<cbeast::Loop>> loops;
  /// Touched by the thread of the first loop, once loops run.
  std::vector<std::shared_ptr<cbeast::Listener>> listeners;
};
