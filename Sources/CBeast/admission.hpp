// Who is let in, and how much of what they send is held.
#pragma once

#include "cbeast.h"

#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

namespace cbeast {

/// Counts connections, and what is arriving on them, of all loops together, and refuses what is over a limit.
class Admission {
 public:
  explicit Admission(const cbeast_limits &limits) : limits_(limits) {}

  /// The address is empty for a Unix socket, which has no limit of its own.
  bool admit(const std::string &address);
  void release(const std::string &address);
  size_t count() const { return count_.load(std::memory_order_relaxed); }

  /// A connection that held `old` bytes of what is arriving wants to hold `now`.
  bool admit_arriving(size_t old, size_t now) {
    auto more = now - old;
    auto total = arriving_bytes_.fetch_add(more, std::memory_order_relaxed) + more;
    if (now <= old || total <= limits_.max_arriving_bytes) return true;
    arriving_bytes_.fetch_sub(more, std::memory_order_relaxed);
    return false;
  }
  size_t arriving_bytes() const { return arriving_bytes_.load(std::memory_order_relaxed); }

 private:
  const cbeast_limits &limits_;
  std::mutex mutex_;
  std::atomic<size_t> count_{0};
  std::atomic<size_t> arriving_bytes_{0};
  std::unordered_map<std::string, size_t> addresses_;
};

class Loop;

/// The place of a connection among those that are admitted; given back in the end.
class Admitted {
 public:
  Admitted(Admission &admission, Loop &loop, std::string address);
  Admitted(const Admitted &) = delete;
  Admitted &operator=(const Admitted &) = delete;
  ~Admitted();

 private:
  Admission &admission_;
  Loop &loop_;
  std::string address_;
};

}  // namespace cbeast
