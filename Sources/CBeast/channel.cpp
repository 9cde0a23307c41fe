#include "channel.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cbeast {

Channel::Channel(Loop &loop, int descriptor) : loop_(loop), descriptor_(descriptor) {
  if (!loop_.watch(descriptor, this)) close();
}

Channel::~Channel() {
  // Whoever waited is gone.
  reader_ = nullptr;
  read_waiter_ = nullptr;
  write_waiter_ = nullptr;
  close();
}

bool Channel::try_read(asio::mutable_buffer buffer, error_code &error, size_t &bytes) {
  ssize_t result;
  do {
    result = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  } while (result < 0 && errno == EINTR);
  if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    is_readable_ = false;
    return false;
  }
  if (result < 0) {
    error = error_code(errno, asio::error::get_system_category());
  } else if (result == 0) {
    error = asio::error::eof;
  } else {
    bytes = static_cast<size_t>(result);
    // Less than there was room for is all there was (epoll(7)).
    if (bytes < buffer.size()) is_readable_ = false;
  }
  return true;
}

void Channel::read(asio::mutable_buffer buffer, IOHandler handler) {
  error_code error;
  size_t bytes = 0;
  if (!is_open()) {
    error = asio::error::bad_descriptor;
  } else if (buffer.size() > 0 && !((is_readable_ || has_ended_) && try_read(buffer, error, bytes))) {
    buffer_ = buffer;
    // Not assigned, which does not end (Boost 1.81).
    reader_.swap(handler);
    return;
  }
  complete(loop_, std::move(handler), error, bytes);
}

void Channel::await(WaitHandler &place, WaitHandler handler) {
  if (is_open() && place) {
    // TLS may have to read in order to write.
    WaitHandler both([first = std::move(place), second = std::move(handler)](error_code error) mutable {
      std::move(first)(error);
      std::move(second)(error);
    });
    place.swap(both);
  } else if (is_open()) {
    place.swap(handler);
  } else {
    asio::post(loop_.io, [handler = std::move(handler)]() mutable { std::move(handler)(asio::error::bad_descriptor); });
  }
}

void Channel::changed(uint32_t events) {
  constexpr uint32_t ends = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  error_code error;
  size_t bytes = 0;
  IOHandler reader;
  WaitHandler read_waiter, write_waiter;
  if (events & (EPOLLIN | ends)) {
    is_readable_ = true;
    if (events & ends) has_ended_ = true;
    if (reader_ && try_read(buffer_, error, bytes)) reader.swap(reader_);
    read_waiter.swap(read_waiter_);
  }
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) write_waiter.swap(write_waiter_);
  // Each may be the last to hold on to us.
  if (write_waiter) std::move(write_waiter)(error_code{});
  if (read_waiter) std::move(read_waiter)(error_code{});
  if (reader) std::move(reader)(error, bytes);
}

void Channel::cancel() {
  if (reader_) complete(loop_, std::exchange(reader_, nullptr), asio::error::operation_aborted, 0);
  for (auto waiter : {&read_waiter_, &write_waiter_}) {
    if (!*waiter) continue;
    asio::post(loop_.io, [handler = std::exchange(*waiter, nullptr)]() mutable {
      std::move(handler)(asio::error::operation_aborted);
    });
  }
}

void Channel::close() {
  if (!is_open()) return;
  loop_.forget(descriptor_, this);
  ::close(std::exchange(descriptor_, -1));
  cancel();
}

void Channel::complete(Loop &loop, IOHandler handler, error_code error, size_t bytes) {
  asio::post(loop.io, [handler = std::move(handler), error, bytes]() mutable { std::move(handler)(error, bytes); });
}

}  // namespace cbeast
