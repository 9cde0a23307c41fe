#include "stream.hpp"

#include "tls.hpp"

#include <boost/asio/error.hpp>

#include <openssl/err.h>

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>

namespace cbeast {

Stream::Stream(Loop &loop, int descriptor, SSL_CTX *tls) : channel_(std::make_unique<Channel>(loop, descriptor)) {
  if (!tls) return;
  ssl_.reset(make_tls_session(tls, descriptor));
  // Never plain text in place of TLS.
  if (!ssl_) close();
}

Stream::~Stream() = default;

Attempt Stream::write_plain(const asio::const_buffer *buffers, size_t count) {
  // One call of the system takes so many; what is left goes with the next. Of one it takes the shorter way.
  constexpr size_t limit = 64;
  iovec parts[limit];
  count = std::min(count, limit);
  for (size_t index = 0; index < count; ++index) {
    parts[index] = {const_cast<void *>(buffers[index].data()), buffers[index].size()};
  }
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = count;
  constexpr int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  ssize_t bytes;
  do {
    bytes = count == 1 ? ::send(channel_->descriptor(), parts[0].iov_base, parts[0].iov_len, flags)
                       : ::sendmsg(channel_->descriptor(), &message, flags);
  } while (bytes < 0 && errno == EINTR);
  if (bytes >= 0) {
    plain_bytes_ += bytes;
    return {Attempt::done, static_cast<size_t>(bytes)};
  }
  return {errno == EAGAIN || errno == EWOULDBLOCK ? Attempt::wants_write : Attempt::failed, 0};
}

Attempt Stream::attempt(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE: return {Attempt::done, static_cast<size_t>(result)};
    case SSL_ERROR_WANT_READ: return {Attempt::wants_read, 0};
    case SSL_ERROR_WANT_WRITE: return {Attempt::wants_write, 0};
    case SSL_ERROR_ZERO_RETURN: return {Attempt::ended, 0};
    default: return {Attempt::failed, 0};
  }
}

Attempt Stream::write_tls(asio::const_buffer buffer) {
  ERR_clear_error();
  auto length = static_cast<int>(std::min<size_t>(buffer.size(), 1 << 30));
  return attempt(SSL_write(ssl_.get(), buffer.data(), length));
}

error_code Attempt::error() const {
  switch (outcome) {
    case ended: return asio::error::eof;
    case failed: return asio::error::connection_reset;
    default: return {};
  }
}

void Stream::tls_read(asio::mutable_buffer buffer, IOHandler handler) {
  // Beast may ask for nothing, to be told later.
  if (buffer.size() == 0) return complete(std::move(handler), {}, 0);
  if (!is_open()) return complete(std::move(handler), asio::error::bad_descriptor, 0);
  ERR_clear_error();
  auto length = static_cast<int>(std::min<size_t>(buffer.size(), 1 << 30));
  auto result = attempt(SSL_read(ssl_.get(), buffer.data(), length));
  if (result.outcome != Attempt::wants_read && result.outcome != Attempt::wants_write) {
    return complete(std::move(handler), result.error(), result.bytes);
  }
  wait(result.outcome, [this, buffer, handler = std::move(handler)](error_code error) mutable {
    if (error) return std::move(handler)(error, 0);
    tls_read(buffer, std::move(handler));
  });
}

size_t Stream::waiting_bytes() const {
  int bytes = 0;
  return is_open() && ::ioctl(channel_->descriptor(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

bool Stream::has_broken() const {
  // What is broken is told without being asked for.
  pollfd state{channel_->descriptor(), 0, 0};
  return !is_open() || (::poll(&state, 1, 0) > 0 && state.revents != 0);
}

void Stream::shut_down() {
  if (!is_open()) return;
  if (ssl_) {
    // The other side's word is not waited for: HTTP and WebSocket say themselves where they end.
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  ::shutdown(channel_->descriptor(), SHUT_WR);
}

void Stream::reset() {
  linger drop{1, 0};
  if (is_open()) ::setsockopt(channel_->descriptor(), SOL_SOCKET, SO_LINGER, &drop, sizeof drop);
  close();
}

}  // namespace cbeast
