#include "frame_watch.hpp"

namespace cbeast {

bool FrameWatch::takes(asio::mutable_buffer bytes, std::unique_ptr<AnyReading> &reading) {
  if (!counter_.is_between_messages() || !owner_.may_take(bytes.size())) return false;
  auto text = plain_text(bytes);
  if (text.empty()) return false;
  held_ = std::move(reading);
  owner_.take(text);
  return true;
}

}  // namespace cbeast
