#include "frames.hpp"

#include <algorithm>
#include <cstring>

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
    is_in_message_ = !(header_[0] & 0x80);
    is_excess |= frames_ > limit;
  }
  return is_excess;
}

namespace {

/// Takes the mask off, or puts it on again. Answers the bytes that came out, one or the other of them.
unsigned char apply_mask(unsigned char *bytes, size_t count, const unsigned char *mask) {
  uint64_t wide;
  std::memcpy(&wide, mask, 4);
  std::memcpy(reinterpret_cast<unsigned char *>(&wide) + 4, mask, 4);
  uint64_t seen = 0;
  size_t index = 0;
  for (; index + 8 <= count; index += 8) {
    uint64_t word;
    std::memcpy(&word, bytes + index, 8);
    word ^= wide;
    seen |= word;
    std::memcpy(bytes + index, &word, 8);
  }
  unsigned char rest = 0;
  for (; index < count; ++index) rest |= bytes[index] ^= mask[index & 3];
  for (; seen != 0; seen >>= 8) rest |= static_cast<unsigned char>(seen);
  return rest;
}

}  // namespace

std::string_view plain_text(boost::asio::mutable_buffer buffer) {
  auto bytes = static_cast<unsigned char *>(buffer.data());
  auto count = buffer.size();
  // The last frame of its message, of text, without extensions, masked (RFC 6455, section 5.2).
  if (count < 6 || bytes[0] != 0x81 || !(bytes[1] & 0x80)) return {};
  size_t length = bytes[1] & 0x7F;
  size_t header_bytes = 6;
  if (length == 126) {
    if (count < 8) return {};
    length = static_cast<size_t>(bytes[2]) << 8 | bytes[3];
    header_bytes = 8;
    // In more bytes than it takes, which is for Beast to refuse.
    if (length < 126) return {};
  }
  if (length == 127 && header_bytes == 6) return {};
  if (header_bytes + length != count) return {};
  auto text = bytes + header_bytes;
  auto mask = text - 4;
  if (apply_mask(text, length, mask) & 0x80) {
    apply_mask(text, length, mask);
    return {};
  }
  return {reinterpret_cast<const char *>(text), length};
}

}  // namespace cbeast
