#include "head_scanner.hpp"

#include <algorithm>
#include <cstring>

namespace cbeast {

size_t HeadScanner::scan(std::string_view bytes, Fault &fault) {
  while (auto found = std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_)) {
    size_t end = static_cast<const char *>(found) - bytes.data();
    scanned_ = end + 1;
    if (scanned_ > limits_->max_head_bytes) break;
    if (end == line_start_ || bytes[end - 1] != '\r') {
      fault = {400, "A line ends with CR and LF"};
      return 0;
    }
    if (end - line_start_ == 1) {
      if (lines_ > 0) return scanned_;
      fault = {400, "A request begins with a request line"};
      return 0;
    }
    if (bytes[line_start_] == ' ' || bytes[line_start_] == '\t') {
      fault = {400, "A line begins with a name"};
      return 0;
    }
    if (++lines_ > limits_->max_fields + 1) {
      fault = {431, "Too many header fields"};
      return 0;
    }
    line_start_ = scanned_;
  }
  scanned_ = std::max(scanned_, bytes.size());
  if (bytes.size() > limits_->max_head_bytes) {
    fault = lines_ == 0 ? Fault{414, "The request line is too long"} : Fault{431, "The header is too long"};
  }
  return 0;
}

}  // namespace cbeast
