// How long a peer may take nothing of what is sent to it.
#pragma once

#include "stream.hpp"

namespace cbeast {

/// Runs while something waits to be written. What counts is what the peer's system has acknowledged: ours takes more
/// only once a third of its buffer is free again, which can be longer than a peer that reads slowly has.
class Patience {
 public:
  bool is_running() const { return deadline_ != never(); }
  /// From now on something has to be taken now and then.
  void begin(const Stream &stream, int64_t limit) {
    if (!is_running()) renew(stream, limit);
  }
  void end() { deadline_ = never(); }
  /// Whether nothing has been taken for too long.
  bool is_over(Time now, const Stream &stream, int64_t limit) {
    if (now < deadline_) return false;
    if (!sees_progress(stream)) return true;
    renew(stream, limit);
    return false;
  }
  /// Whether something has been taken since this was asked last, or `begin` was called.
  bool sees_progress(const Stream &stream) {
    auto before = std::exchange(taken_bytes_, stream.taken_bytes());
    return taken_bytes_ != before;
  }

 private:
  void renew(const Stream &stream, int64_t limit) {
    deadline_ = in(limit);
    taken_bytes_ = stream.taken_bytes();
  }

  Time deadline_ = never();
  uint64_t taken_bytes_ = 0;
};

}  // namespace cbeast
