#include "frame_watch.hpp"

#include <algorithm>

namespace cbeast {

bool FrameCounter::exceeds(size_t limit, const void *bytes, size_t count) {
  bool is_excess = false;
  auto next = static_cast<const unsigned char *>(bytes);
  auto end = next + count;
  while (next != end) {
    if (payload_bytes_ > 0) {
      auto part = std::min<uint64_t>(payload_bytes_, end - next);
      payload_bytes_ -= part;
      next += part;
      continue;
    }
    header_[header_bytes_++] = *next++;
    if (header_bytes_ < 2) continue;
    auto length = header_[1] & 0x7F;
    size_t length_bytes = length == 127 ? 8 : length == 126 ? 2 : 0;
    if (header_bytes_ < 2 + length_bytes + (header_[1] & 0x80 ? 4 : 0)) continue;
    payload_bytes_ = length_bytes ? 0 : length;
    for (size_t index = 0; index < length_bytes; ++index) payload_bytes_ = payload_bytes_ << 8 | header_[2 + index];
    header_bytes_ = 0;
    auto opcode = header_[0] & 0x0F;
    // Control frames come between those of a message.
    if (opcode >= 8) continue;
    frames_ = opcode == 0 ? frames_ + 1 : 1;
    is_excess |= frames_ > limit;
  }
  return is_excess;
}

}  // namespace cbeast
