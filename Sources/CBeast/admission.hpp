// Who is let in, and how much of what they send is held.
#pragma once

#include "cbeast.h"

#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace cbeast {

/// Counts connections, and what is held of what they send, of all loops together, and refuses what is over a limit.
class Admission {
 public:
  explicit Admission(const cbeast_limits &limits) : limits_(limits) {}

  /// The address is empty for a Unix socket, which has no limit of its own.
  bool admit(const std::string &address);
  void release(const std::string &address);
  size_t count() const { return count_.load(std::memory_order_relaxed); }

  /// What held `old` bytes wants to hold `now`.
  bool admit_held(size_t old, size_t now) {
    auto more = now - old;
    auto total = held_bytes_.fetch_add(more, std::memory_order_relaxed) + more;
    if (now <= old || total <= limits_.max_held_bytes) return true;
    held_bytes_.fetch_sub(more, std::memory_order_relaxed);
    return false;
  }
  size_t held_bytes() const { return held_bytes_.load(std::memory_order_relaxed); }

 private:
  const cbeast_limits &limits_;
  std::mutex mutex_;
  std::atomic<size_t> count_{0};
  std::atomic<size_t> held_bytes_{0};
  std::unordered_map<std::string, size_t> addresses_;
};

/// The memory of a body or a message, from its first bytes until whoever works on it lets go of it, on any thread.
class Held {
 public:
  Held() = default;
  explicit Held(Admission &admission) : admission_(&admission) {}
  Held(Held &&other) : admission_(other.admission_), bytes_(std::exchange(other.bytes_, 0)) {}
  Held &operator=(Held &&other) {
    set(0);
    admission_ = other.admission_;
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
  }
  ~Held() { set(0); }

  /// Says how much it is now. Answers false, and counts nothing more, where all together would be more than is allowed.
  bool set(size_t bytes);
  size_t bytes() const { return bytes_; }

 private:
  Admission *admission_ = nullptr;
  size_t bytes_ = 0;
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
