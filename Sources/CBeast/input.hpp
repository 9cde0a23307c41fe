// What a connection has read.
#pragma once

#include <boost/asio/buffer.hpp>

#include <memory>
#include <string_view>

namespace cbeast {

/// What has been read and not used yet. While a read is under way its memory does not move.
class Input {
 public:
  /// Memory of up to twice this size stays when nothing is left to be used.
  static constexpr size_t kept_bytes = 2048;

  std::string_view bytes() const { return {memory_.get() + start_, end_ - start_}; }
  bool is_empty() const { return start_ == end_; }
  void consume(size_t count);
  void clear() { start_ = end_ = 0; }
  /// Room for more, of `wanted` bytes where that may be; empty where `limit` bytes wait already.
  boost::asio::mutable_buffer prepare(size_t wanted, size_t limit);
  void commit(size_t count) { end_ += count; }
  size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<char[]> memory_;
  size_t capacity_ = 0;
  size_t start_ = 0;
  size_t end_ = 0;
};

}  // namespace cbeast
