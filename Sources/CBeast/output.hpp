// What a connection has to write: text of its own, then bytes of somebody else's.
#pragma once

#include <boost/asio/buffer.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cbeast {

class Loop;

/// How the end of a body is told.
enum class Framing {
  /// By Content-Length.
  length,
  /// In chunks.
  chunks,
  /// By the end of the connection, for HTTP/1.0.
  close,
  /// There is no body, whatever the fields say.
  none,
};

class Output {
 public:
  bool is_empty() const { return next_ == buffers_.size() && text_.empty() && parts_.empty(); }
  /// The text that waits.
  size_t text_bytes() const { return text_.size(); }

  /// Appends a copy; not behind bytes of somebody else that no call of `buffers` has seen.
  void append(std::string_view bytes) { text_.append(bytes); }
  /// Appends bytes that are kept by somebody else until everything has been written.
  void refer(const void *start, size_t length) { parts_.emplace_back(start, length); }

  /// The line and fields that begin a response, up to and with the empty line.
  void append_head(
      const Loop &loop, int status, std::string_view headers, Framing framing, size_t body_bytes, unsigned version,
      bool is_persistent);

  /// What to write next.
  struct Buffers {
    const boost::asio::const_buffer *start;
    size_t count;
    const boost::asio::const_buffer *data() const { return start; }
    size_t size() const { return count; }
    const boost::asio::const_buffer *begin() const { return start; }
    const boost::asio::const_buffer *end() const { return start + count; }
  };
  Buffers buffers();
  /// Takes over what another has begun to write, and leaves it empty; only while this one is.
  void take(Output &other);
  /// So much has been written.
  void consume(size_t bytes);

 private:
  std::string text_;
  /// Bytes of others, behind the text.
  std::vector<boost::asio::const_buffer> parts_;
  /// The text that is being written.
  std::string writing_;
  std::vector<boost::asio::const_buffer> buffers_;
  /// The first buffer that has not been written.
  size_t next_ = 0;
};

}  // namespace cbeast
