// What both servers and the load generator ask of their libraries, for the whole process.
#pragma once

#include <absl/synchronization/mutex.h>
#include <malloc.h>

namespace bench {

inline void TuneProcess() {
  // Freed memory stays with the process: with the default, buffers of messages beyond some KiB are given back to the
  // system and faulted in again for every request.
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  // Debian builds Abseil with the search for lock cycles on, at every lock that gRPC takes.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

}  // namespace bench
