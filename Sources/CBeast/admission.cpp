#include "admission.hpp"

#include "loop.hpp"

namespace cbeast {

bool Admission::admit(const std::string &address) {
  std::lock_guard lock(mutex_);
  if (count_ >= limits_.max_connections) return false;
  if (!address.empty()) {
    auto &count = addresses_[address];
    if (count >= limits_.max_connections_per_address) return false;
    ++count;
  }
  ++count_;
  return true;
}

void Admission::release(const std::string &address) {
  std::lock_guard lock(mutex_);
  --count_;
  if (address.empty()) return;
  auto place = addresses_.find(address);
  if (--place->second == 0) addresses_.erase(place);
}

bool Held::set(size_t bytes) {
  // What most requests and messages take is not worth counting, and bounded by the number of connections.
  constexpr size_t uncounted_bytes = 4096;
  if (bytes <= uncounted_bytes) bytes = 0;
  if (bytes == bytes_) return true;
  if (!admission_->admit_held(bytes_, bytes)) return false;
  bytes_ = bytes;
  return true;
}

Admitted::Admitted(Admission &admission, Loop &loop, std::string address)
    : admission_(admission), loop_(loop), address_(std::move(address)) {
  ++loop_.assigned;
}

Admitted::~Admitted() {
  --loop_.assigned;
  admission_.release(address_);
}

}  // namespace cbeast
