// A connected socket, plain or with TLS: one type, so that what is built on streams is compiled once.
#pragma once

#include "channel.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <openssl/ssl.h>

#include <array>

namespace cbeast {

/// The first of some buffers in which there are bytes, or room for them; an empty one where there is none.
template <class Buffer, class Buffers>
Buffer first_filled(const Buffers &buffers) {
  Buffer first;
  for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
    if ((first = *place).size() > 0) break;
  }
  return first;
}

/// What a try to read or write came to.
struct Attempt {
  enum Outcome { done, wants_read, wants_write, ended, failed } outcome;
  size_t bytes = 0;

  error_code error() const;
};

class Stream {
 public:
  using executor_type = Executor;
  using IOHandler = Channel::IOHandler;

  /// Takes over a socket. With a TLS context the server's handshake takes place with the first reads and writes.
  Stream(Loop &loop, int descriptor, SSL_CTX *tls);
  Stream(Stream &&other) = default;
  ~Stream();

  executor_type get_executor() { return channel_->loop().io.get_executor(); }
  bool is_tls() const { return ssl_ != nullptr; }

  /// Has these bytes come first when somebody reads.
  void put_back(std::string_view bytes) { put_back_.assign(bytes); }

  /// Writes what goes without waiting.
  template <class Buffers>
  Attempt write(const Buffers &buffers);
  /// Calls the handler when it makes sense to try again.
  template <class Handler>
  void wait(Attempt::Outcome outcome, Handler handler) {
    if (outcome == Attempt::wants_read) return channel_->wait_to_read(std::move(handler));
    channel_->wait_to_write(std::move(handler));
  }

  /// Says to the peer that nothing more is sent.
  void shut_down();
  /// Ends the waits and reads under way with an error.
  void cancel() { channel_->cancel(); }
  /// Closes the socket; what is under way ends with an error.
  void close() { channel_->close(); }
  /// Closes the socket and drops what the peer has not taken yet.
  void reset();
  bool is_open() const { return channel_->is_open(); }
  /// Whether nothing can be sent any more either.
  bool has_broken() const;
  /// What was sent and has not reached the peer's system, or, on a Unix socket, has not been read.
  size_t waiting_bytes() const;
  /// A number that changes when the peer, or the system for it, takes something.
  uint64_t taken_bytes() const { return sent_bytes() - waiting_bytes(); }

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
  void complete(IOHandler handler, error_code error, size_t bytes) {
    Channel::complete(channel_->loop(), std::move(handler), error, bytes);
  }
  uint64_t sent_bytes() const { return ssl_ ? BIO_number_written(SSL_get_wbio(ssl_.get())) : plain_bytes_; }
  Attempt write_plain(const asio::const_buffer *buffers, size_t count);
  Attempt write_tls(asio::const_buffer buffer);

  std::unique_ptr<Channel> channel_;
  std::unique_ptr<SSL, SSLFree> ssl_;
  std::string put_back_;
  uint64_t plain_bytes_ = 0;
};

template <class Buffers>
Attempt Stream::write(const Buffers &buffers) {
  // The number may be that of another socket already.
  if (!is_open()) return {Attempt::failed};
  if (!ssl_) return write_plain(buffers.data(), buffers.size());
  auto first = first_filled<asio::const_buffer>(buffers);
  return first.size() > 0 ? write_tls(first) : Attempt{Attempt::done};
}

template <class Buffers, class Handler>
void Stream::async_read_some(const Buffers &buffers, Handler &&handler) {
  if (!put_back_.empty()) {
    auto bytes = asio::buffer_copy(buffers, asio::buffer(put_back_));
    put_back_.erase(0, bytes);
    // Who waits afterwards needs no memory for it.
    if (put_back_.empty()) put_back_.shrink_to_fit();
    return complete(std::forward<Handler>(handler), {}, bytes);
  }
  // One part of several is room enough, and a shorter way through the kernel.
  auto first = first_filled<asio::mutable_buffer>(buffers);
  if (ssl_) return tls_read(first, std::forward<Handler>(handler));
  channel_->read(first, std::forward<Handler>(handler));
}

template <class Buffers, class Handler>
void Stream::async_write_some(const Buffers &buffers, Handler &&handler) {
  // As many parts as Beast gives.
  std::array<asio::const_buffer, 16> parts;
  size_t count = 0;
  for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
    asio::const_buffer part = *place;
    if (part.size() > 0 && count < parts.size()) parts[count++] = part;
  }
  auto attempt = count > 0 ? write(Output::Buffers{parts.data(), count}) : Attempt{Attempt::done};
  if (attempt.outcome != Attempt::wants_read && attempt.outcome != Attempt::wants_write) {
    return complete(std::forward<Handler>(handler), attempt.error(), attempt.bytes);
  }
  wait(attempt.outcome, [this, buffers, handler = std::forward<Handler>(handler)](error_code error) mutable {
    if (error) return std::move(handler)(error, 0);
    async_write_some(buffers, std::move(handler));
  });
}

}  // namespace cbeast
