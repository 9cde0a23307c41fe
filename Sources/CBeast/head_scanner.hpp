// The end of a request's head, found as its bytes arrive.
#pragma once

#include "request.hpp"

namespace cbeast {

/// It is stricter than what reads the head then: a line ends with CR and LF, nothing is folded, and nothing waits for
/// more when it cannot become right any more.
class HeadScanner {
 public:
  explicit HeadScanner(const cbeast_limits &limits) : limits_(&limits) {}

  /// Looks at all that has arrived since the request began. Answers the length of the head, with the empty line, or 0
  /// while it has no end.
  size_t scan(std::string_view bytes, Fault &fault);
  size_t fields() const { return lines_ - 1; }

 private:
  const cbeast_limits *limits_;
  size_t line_start_ = 0;
  size_t scanned_ = 0;
  size_t lines_ = 0;
};

}  // namespace cbeast
