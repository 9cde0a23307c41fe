#include "input.hpp"

#include <algorithm>
#include <cstring>

namespace cbeast {

void Input::consume(size_t count) {
  start_ += count;
  if (start_ == end_) clear();
}

boost::asio::mutable_buffer Input::prepare(size_t wanted, size_t limit) {
  auto held = end_ - start_;
  if (held >= limit) return {};
  wanted = std::min(wanted, limit - held);
  if (held == 0 && capacity_ > 2 * kept_bytes && wanted <= kept_bytes) capacity_ = 0;
  if (capacity_ - end_ < wanted || !memory_) {
    auto capacity = capacity_ >= held + wanted ? capacity_ : held + wanted;
    auto memory = std::make_unique_for_overwrite<char[]>(capacity);
    if (held) std::memcpy(memory.get(), memory_.get() + start_, held);
    memory_ = std::move(memory);
    capacity_ = capacity;
    start_ = 0;
    end_ = held;
  }
  return {memory_.get() + end_, capacity_ - end_};
}

}  // namespace cbeast
