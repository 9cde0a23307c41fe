#include "loop.hpp"

#include "listener.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <ctime>

namespace cbeast {

Connection::Connection(Loop &loop, bool is_late) : loop(loop), held_(loop.server.admission), is_late_(is_late) {
  loop.add(*this);
}
Connection::~Connection() { loop.remove(*this); }

void Connection::become_late() {
  if (!std::exchange(is_late_, true)) loop.settle_one();
}

namespace {

/// A timeout is noticed after an eighth of the shortest one at most.
Clock::duration interval(const cbeast_limits &limits) {
  auto shortest = std::min({limits.head_timeout, limits.body_timeout, limits.idle_timeout, limits.write_timeout,
                            limits.linger_timeout, limits.websocket_ping_interval, limits.websocket_idle_timeout});
  return std::chrono::milliseconds(std::clamp<int64_t>(shortest / 8, 5, 500));
}

}  // namespace

Loop::Loop(cbeast_server &server, void *context)
    : server(server), limits(server.limits), callbacks(server.callbacks), context(context),
      tick_interval_(interval(limits)), timer_(io), sockets_(io, ::epoll_create1(EPOLL_CLOEXEC)) {
  renew_date();
  schedule_tick();
}

void Loop::wake() { asio::post(io, [] {}); }

void Loop::add(Connection &connection) {
  connection.next_ = first_;
  if (first_) first_->previous_ = &connection;
  first_ = &connection;
  if (!connection.is_late_) ++awaited_;
}

void Loop::remove(Connection &connection) {
  if (cursor_ == &connection) cursor_ = connection.next_;
  (connection.previous_ ? connection.previous_->next_ : first_) = connection.next_;
  if (connection.next_) connection.next_->previous_ = connection.previous_;
  if (!connection.is_late_) settle_one();
}

void Loop::settle_one() {
  if (--awaited_ == 0 && is_draining_) callbacks.emptied(context);
}

template <class Action>
void Loop::for_each(Action action) {
  for (cursor_ = first_; cursor_;) {
    auto &connection = *cursor_;
    cursor_ = connection.next_;
    action(connection);
  }
}

void Loop::drain() {
  is_draining_ = true;
  if (awaited_ == 0) callbacks.emptied(context);
  for_each([](Connection &connection) { connection.drain(); });
}

void Loop::expire() {
  for_each([](Connection &connection) { connection.expire(); });
}

void Loop::schedule_tick() {
  timer_.expires_after(tick_interval_);
  timer_.async_wait([this](error_code error) {
    if (!error) tick();
  });
}

void Loop::tick() {
  renew_date();
  auto time = now();
  for_each([time](Connection &connection) { connection.tick(time); });
  schedule_tick();
}

void Loop::renew_date() {
  auto second = std::time(nullptr);
  if (second == date_second_) return;
  date_second_ = second;
  std::tm parts;
  gmtime_r(&second, &parts);
  char buffer[40];
  auto length = std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  date_.assign(buffer, length);
}

}  // namespace cbeast

using cbeast::Loop;

namespace {
Loop *loop(cbeast_loop *handle) { return reinterpret_cast<Loop *>(handle); }
}  // namespace

cbeast_server::cbeast_server(const cbeast_limits &limits, const cbeast_callbacks &callbacks)
    : limits(limits), callbacks(callbacks), admission(this->limits) {}

cbeast_server::~cbeast_server() {
  listeners.clear();
  loops.clear();
}

cbeast_server *cbeast_server_create(const cbeast_limits *limits, const cbeast_callbacks *callbacks) {
  return new cbeast_server(*limits, *callbacks);
}

cbeast_loop *cbeast_server_add_loop(cbeast_server *server, void *context) {
  server->loops.push_back(std::make_unique<Loop>(*server, context));
  return reinterpret_cast<cbeast_loop *>(server->loops.back().get());
}

void cbeast_server_drain(cbeast_server *server) {
  if (!server->limits.is_there_while_draining) {
    boost::asio::post(server->loops[0]->io, [server] { server->listeners.clear(); });
  }
  for (auto &loop : server->loops) {
    boost::asio::post(loop->io, [&loop = *loop] { loop.drain(); });
  }
}

void cbeast_server_expire(cbeast_server *server) {
  for (auto &loop : server->loops) {
    boost::asio::post(loop->io, [&loop = *loop] { loop.expire(); });
  }
}

size_t cbeast_server_connections(const cbeast_server *server) { return server->admission.count(); }
size_t cbeast_server_held_bytes(const cbeast_server *server) { return server->admission.held_bytes(); }

void cbeast_server_free(cbeast_server *server) { delete server; }

void cbeast_loop_run(cbeast_loop *handle) { loop(handle)->run(); }
void cbeast_loop_wake(cbeast_loop *handle) { loop(handle)->wake(); }
void cbeast_loop_stop(cbeast_loop *handle) { loop(handle)->stop(); }
