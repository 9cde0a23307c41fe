// The frames of a WebSocket (RFC 6455, section 5.2), as far as they are looked at without Beast.
#pragma once

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cbeast {

/// Follows the frames in bytes as they arrive (RFC 6455, section 5.2), and counts those of a message.
class FrameCounter {
 public:
  /// Looks at the next bytes. Answers whether the message they belong to has come in more frames than this.
  bool exceeds(size_t limit, const void *bytes, size_t count);
  /// Whether the next byte begins a frame, and its message with it.
  bool is_between_messages() const { return header_bytes_ == 0 && payload_bytes_ == 0 && !is_in_message_; }

 private:
  /// Two bytes, then the length and the mask that they announce.
  unsigned char header_[14];
  size_t header_bytes_ = 0;
  uint64_t payload_bytes_ = 0;
  size_t frames_ = 0;
  bool is_in_message_ = false;
};

/// Where these bytes are one frame, and that a message of ASCII: as nearly all of JSON-RPC comes. Takes the mask off and
/// answers the text. Any other bytes stay as they are, and the answer is empty.
std::string_view plain_text(boost::asio::mutable_buffer bytes);

}  // namespace cbeast
