#include "output.hpp"

#include "loop.hpp"

#include <boost/beast/http/status.hpp>

#include <charconv>

namespace cbeast {

namespace {

void append_number(std::string &text, size_t number) {
  char digits[20];
  auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  text.append(digits, end);
}

/// More text than this is not kept as memory for the next response.
constexpr size_t kept_text_bytes = 4096;

}  // namespace

void Output::append_head(
    const Loop &loop, int status, std::string_view headers, Framing framing, size_t body_bytes, unsigned version,
    bool is_persistent) {
  auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  text_.append("HTTP/1.1 ");
  append_number(text_, status);
  text_.push_back(' ');
  text_.append(reason.data(), reason.size());
  text_.append("\r\nDate: ");
  text_.append(loop.date());
  text_.append("\r\n");
  text_.append(headers);
  if (!is_persistent) {
    text_.append("Connection: close\r\n");
  } else if (version < 11) {
    text_.append("Connection: keep-alive\r\n");
  }
  if (framing == Framing::length) {
    text_.append("Content-Length: ");
    append_number(text_, body_bytes);
    text_.append("\r\n");
  } else if (framing == Framing::chunks) {
    text_.append("Transfer-Encoding: chunked\r\n");
  }
  text_.append("\r\n");
}

Output::Buffers Output::buffers() {
  if (next_ == buffers_.size()) {
    writing_.swap(text_);
    buffers_.push_back(boost::asio::buffer(writing_));
    buffers_.insert(buffers_.end(), parts_.begin(), parts_.end());
    parts_.clear();
  }
  return {buffers_.data() + next_, buffers_.size() - next_};
}

void Output::take(Output &other) {
  // A short text is moved by its bytes, and stands elsewhere then.
  auto is_text = other.next_ == 0 && !other.buffers_.empty();
  auto written = is_text ? other.writing_.size() - other.buffers_.front().size() : 0;
  std::swap(*this, other);
  if (is_text) buffers_.front() = boost::asio::buffer(writing_) + written;
}

void Output::consume(size_t bytes) {
  while (next_ < buffers_.size() && bytes >= buffers_[next_].size()) bytes -= buffers_[next_++].size();
  if (next_ < buffers_.size()) {
    buffers_[next_] += bytes;
    return;
  }
  next_ = 0;
  buffers_.clear();
  writing_.clear();
  if (writing_.capacity() > kept_text_bytes) writing_.shrink_to_fit();
}

}  // namespace cbeast
