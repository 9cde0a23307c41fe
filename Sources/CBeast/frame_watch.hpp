// A stream that counts the WebSocket frames that pass through it, since Beast tells of messages only.
#pragma once

#include "stream.hpp"

#include <functional>

namespace cbeast {

/// Follows the frames in bytes as they arrive (RFC 6455, section 5.2), and counts those of a message.
class FrameCounter {
 public:
  /// Looks at the next bytes. Answers whether the message they belong to has come in more frames than this.
  bool exceeds(size_t limit, const void *bytes, size_t count);

 private:
  /// Two bytes, then the length and the mask that they announce.
  unsigned char header_[14];
  size_t header_bytes_ = 0;
  uint64_t payload_bytes_ = 0;
  size_t frames_ = 0;
};

class FrameWatch {
 public:
  using executor_type = Stream::executor_type;

  FrameWatch(Stream stream, size_t max_frames) : stream_(std::move(stream)), max_frames_(max_frames) {}

  executor_type get_executor() { return stream_.get_executor(); }
  Stream &stream() { return stream_; }
  uint64_t written_bytes() const { return written_bytes_; }
  /// Called once, when a message comes in too many frames.
  std::function<void()> on_excess;

  template <class Buffers, class Handler>
  void async_read_some(const Buffers &buffers, Handler &&handler) {
    stream_.async_read_some(
        buffers, [this, buffers, handler = std::forward<Handler>(handler)](error_code error, size_t bytes) mutable {
          count(buffers, bytes);
          std::move(handler)(error, bytes);
        });
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers &buffers, Handler &&handler) {
    stream_.async_write_some(
        buffers, [this, handler = std::forward<Handler>(handler)](error_code error, size_t bytes) mutable {
          written_bytes_ += bytes;
          std::move(handler)(error, bytes);
        });
  }

 private:
  friend void beast_close_socket(FrameWatch &watch) { watch.stream_.close(); }

  template <class Buffers>
  void count(const Buffers &buffers, size_t bytes) {
    bool is_excess = false;
    for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
      asio::const_buffer buffer = *place;
      auto part = std::min(buffer.size(), bytes);
      is_excess |= counter_.exceeds(max_frames_, buffer.data(), part);
      bytes -= part;
    }
    if (is_excess) {
      if (auto tell = std::exchange(on_excess, nullptr)) tell();
    }
  }

  Stream stream_;
  const size_t max_frames_;
  FrameCounter counter_;
  uint64_t written_bytes_ = 0;
};

}  // namespace cbeast
