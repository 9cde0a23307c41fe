// What the load generator measures: latencies, and the server process's CPU time and memory.
#pragma once

#include <time.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace bench {

inline int64_t NowNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

inline double OwnCPUSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The CPU time of all threads alive, from the scheduler's own nanosecond account.
inline double CPUSeconds(int pid) {
  uint64_t totalNs = 0;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", gone)) {
    uint64_t ns = 0;
    std::ifstream(task.path() / "schedstat") >> ns;
    totalNs += ns;
  }
  return static_cast<double>(totalNs) / 1e9;
}

// Resident memory, counted page by page: the cheaper counters of /proc lag behind.
inline double ResidentKiB(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
  std::string word;
  double kib = 0;
  while (file >> word) {
    if (word == "Rss:") {
      file >> kib;
      break;
    }
  }
  return kib;
}

// Buckets of 1/32 of a power of two of nanoseconds: an error of at most 3%, whatever the range.
class Histogram {
 public:
  void Add(int64_t ns) {
    const uint64_t value = ns < kSteps ? kSteps : static_cast<uint64_t>(ns);
    const int exponent = 63 - __builtin_clzll(value);
    const uint64_t step = (value >> (exponent - kStepBits)) & (kSteps - 1);
    ++counts_[static_cast<size_t>(exponent) * kSteps + step];
    ++total_;
  }

  // The middle of the bucket that holds this share of all values, in microseconds.
  double QuantileUs(double share) const {
    const double wanted = share * static_cast<double>(total_);
    double seen = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      seen += static_cast<double>(counts_[i]);
      if (seen >= wanted && seen > 0) {
        const double low = static_cast<double>(1ULL << (i / kSteps));
        return low * (1 + (static_cast<double>(i % kSteps) + 0.5) / kSteps) / 1e3;
      }
    }
    return 0;
  }

 private:
  static constexpr int kStepBits = 5;
  static constexpr int kSteps = 1 << kStepBits;
  std::array<uint64_t, 64 * kSteps> counts_{};
  uint64_t total_ = 0;
};

}  // namespace bench
