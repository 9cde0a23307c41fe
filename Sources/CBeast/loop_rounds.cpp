#include "channel.hpp"
#include "loop.hpp"

#include <algorithm>

namespace cbeast {

void Loop::run() {
  // Of a round at most, so that what is first in it need not wait for long: so many events, or a tick of the clock.
  constexpr unsigned round_events = 32;
  unsigned events = 0;
  Time round_start;
  bool is_waiting = false;
  while (!is_stopped_) {
    bool is_end = false;
    if (has_events()) {
      tell_next();
      is_end = !has_events();
    } else {
      if (!awaits_events_) await_events();
      is_end = (is_waiting ? io.poll_one() : io.run_one()) == 0;
    }
    if (events++ == 0) round_start = now();
    is_end |= events > round_events || now() > round_start;
    if (is_end) settle();
    is_waiting = callbacks.turn(context, is_end);
    if (is_end) read_on();
    is_waiting |= !unsettled_.empty();
    if (is_end || !is_waiting) events = 0;
  }
  end();
}

/// Ends the connections that nobody waits for.
void Loop::end() {
  if (server.loops[0].get() == this) server.listeners.clear();
  expire();
  unsettled_.clear();
  // What was under way is told, and lets go of them.
  while (io.poll() > 0) {}
}

bool Loop::watch(int descriptor, Channel *channel) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = channel;
  return ::epoll_ctl(sockets_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Loop::forget(int descriptor, Channel *channel) {
  // Closing is not enough: a process that is just being started may have a copy of the socket, which would go on telling.
  ::epoll_ctl(sockets_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
  for (auto next = next_event_; next < event_count_; ++next) {
    if (events_[next].data.ptr == channel) events_[next].data.ptr = nullptr;
  }
}

void Loop::await_events() {
  awaits_events_ = true;
  sockets_.async_wait(sockets_.wait_read, [this](error_code error) {
    awaits_events_ = false;
    if (error) return;
    auto count = ::epoll_wait(sockets_.native_handle(), events_.data(), events_.size(), 0);
    next_event_ = 0;
    event_count_ = std::max(count, 0);
  });
}

void Loop::tell_next() {
  auto &event = events_[next_event_++];
  if (event.data.ptr) static_cast<Channel *>(event.data.ptr)->changed(event.events);
}

void Loop::settle() {
  // Those that come to it meanwhile belong to the next round.
  settling_.swap(unsettled_);
  for (auto &connection : settling_) connection->settle();
}

void Loop::read_on() {
  for (auto &connection : settling_) connection->read_on();
  settling_.clear();
}

}  // namespace cbeast
