// A connected socket, plain or with TLS: one type, so that what is built on streams is compiled once.
#pragma once

#include "loop.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <openssl/ssl.h>

namespace cbeast {

/// What a try to read or write came to.
struct Attempt {
  enum Outcome { done, wants_read, wants_write, ended, failed } outcome;
  size_t bytes = 0;
};

class Stream {
 public:
  using executor_type = Executor;
  using IOHandler = asio::any_completion_handler<void(error_code, size_t)>;

  /// With a TLS context the server's handshake takes place with the first reads and writes.
  Stream(Socket socket, SSL_CTX *tls);
  Stream(Stream &&other) = default;
  ~Stream();

  executor_type get_executor() { return socket_.get_executor(); }
  bool is_tls() const { return ssl_ != nullptr; }

  /// Has these bytes come first when somebody reads.
  void put_back(std::string_view bytes) { put_back_.assign(bytes); }

  /// Writes what goes without waiting.
  template <class Buffers>
  Attempt write(const Buffers &buffers);
  /// Calls the handler when it makes sense to try again.
  template <class Handler>
  void wait(Attempt::Outcome outcome, Handler handler) {
    socket_.async_wait(outcome == Attempt::wants_read ? Socket::wait_read : Socket::wait_write, std::move(handler));
  }

  /// Says to the peer that nothing more is sent.
  void shut_down();
  /// Ends the waits and reads under way with an error.
  void cancel();
  /// Closes the socket; what is under way ends with an error.
  void close();
  /// Closes the socket and drops what the peer has not taken yet.
  void reset();
  bool is_open() const { return socket_.is_open(); }

  // What Beast asks of a stream.
  template <class Buffers, class Handler>
  void async_read_some(const Buffers &buffers, Handler &&handler);
  template <class Buffers, class Handler>
  void async_write_some(const Buffers &buffers, Handler &&handler);

 private:
  struct SSLFree {
    void operator()(SSL *ssl) const { SSL_free(ssl); }
  };

  /// Makes something of the return value of an OpenSSL function.
  Attempt attempt(int result);
  void tls_read(asio::mutable_buffer buffer, IOHandler handler);
  void tls_write(asio::const_buffer buffer, IOHandler handler);
  void complete(IOHandler handler, error_code error, size_t bytes);
  Attempt write_plain(const asio::const_buffer *buffers, size_t count);
  Attempt write_tls(asio::const_buffer buffer);

  Socket socket_;
  std::unique_ptr<SSL, SSLFree> ssl_;
  std::string put_back_;
};

template <class Buffers>
Attempt Stream::write(const Buffers &buffers) {
  if (!ssl_) return write_plain(buffers.data(), buffers.size());
  for (const auto &buffer : buffers) {
    if (buffer.size() > 0) return write_tls(buffer);
  }
  return {Attempt::done, 0};
}

template <class Buffers, class Handler>
void Stream::async_read_some(const Buffers &buffers, Handler &&handler) {
  if (!put_back_.empty()) {
    auto bytes = asio::buffer_copy(buffers, asio::buffer(put_back_));
    put_back_.erase(0, bytes);
    return complete(std::forward<Handler>(handler), {}, bytes);
  }
  // One part of several is room enough, and a shorter way through the kernel.
  asio::mutable_buffer first;
  for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
    if ((first = *place).size() > 0) break;
  }
  if (ssl_) return tls_read(first, std::forward<Handler>(handler));
  socket_.async_read_some(asio::mutable_buffers_1(first), std::forward<Handler>(handler));
}

template <class Buffers, class Handler>
void Stream::async_write_some(const Buffers &buffers, Handler &&handler) {
  if (!ssl_) {
    socket_.async_write_some(buffers, std::forward<Handler>(handler));
    return;
  }
  asio::const_buffer first;
  for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
    if ((first = *place).size() > 0) break;
  }
  tls_write(first, std::forward<Handler>(handler));
}

}  // namespace cbeast
