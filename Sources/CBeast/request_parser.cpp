#include "request_parser.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <cctype>
#include <cstring>

namespace cbeast {

using boost::beast::iequals;

namespace {

/// Whether these are characters of a host and a port (RFC 3986, section 3.2); of their order nothing is said.
bool is_host(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~!$&'()*+,;=:[]%").find(c) != std::string_view::npos;
  });
}

/// Whether this is base64 of 16 bytes, which of the last letter leaves two bits (RFC 6455, section 4.1).
bool is_websocket_key(std::string_view text) {
  if (text.size() != 24 || text.substr(22) != "==") return false;
  return std::string_view("AQgw").find(text[21]) != std::string_view::npos &&
         std::all_of(text.begin(), text.begin() + 21, [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
         });
}

/// Whether the request line ends as that of a version of HTTP, if not one that is spoken here.
bool names_version(std::string_view head) {
  auto line = head.substr(0, head.find('\r'));
  if (std::count(line.begin(), line.end(), ' ') != 2) return false;
  auto version = line.substr(line.rfind(' ') + 1);
  return version.size() == 8 && version.substr(0, 5) == "HTTP/" && std::isdigit(version[5]) && version[6] == '.' &&
         std::isdigit(version[7]);
}

}  // namespace

RequestParser::RequestParser(const cbeast_limits &limits, std::unique_ptr<Request> request)
    : limits_(limits), request_(std::move(request)) {
  // The scanner has checked the length already.
  header_limit(UINT32_MAX);
  body_limit(limits.max_body_bytes);
}

Fault RequestParser::read_head() {
  error_code error;
  auto head = request_->head;
  put(boost::asio::buffer(head.data(), head.size()), error);
  if (error) return error == http::error::need_more ? Fault{400, "The header is malformed"} : fault(error);
  is_head_done_ = true;
  eager(true);
  return check();
}

size_t RequestParser::read_body(std::string_view bytes, Fault &problem) {
  if (is_done()) return 0;
  error_code error;
  auto before = request_->body_bytes;
  auto consumed = put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error && error != http::error::need_more) {
    problem = fault(error);
    return 0;
  }
  // What is neither body nor in it: the lines around chunks, and trailers.
  auto waiting = bytes.size() - consumed;
  framing_bytes_ = request_->body_bytes > before ? 0 : framing_bytes_ + consumed;
  if (!is_done() && framing_bytes_ + waiting > limits_.max_head_bytes) {
    problem = {400, "The lines around chunks are too long"};
  }
  return consumed;
}

Fault RequestParser::fault(error_code error) const {
  if (error == http::error::bad_version && names_version(request_->head)) {
    return {505, "HTTP/1.0 and HTTP/1.1 are spoken here"};
  }
  if (error == http::error::body_limit) return {413, "The body is too large"};
  if (error == http::error::bad_content_length || error == http::error::multiple_content_length) {
    return {400, "The length of the body is not clear"};
  }
  if (error == boost::system::errc::not_enough_memory) return {503, "There is no memory for the body"};
  return {400, is_head_done_ ? "The body is malformed" : "The header is malformed"};
}

void RequestParser::on_request_impl(http::verb, string_view method, string_view target, int version, error_code &) {
  version_ = version;
  request_->method = {method.data(), method.size()};
  target_ = {target.data(), target.size()};
  is_head_ = method == "HEAD";
}

void RequestParser::on_field_impl(http::field field, string_view name, string_view value, error_code &error) {
  // Trailers were only checked: nobody here asks for them (RFC 9110, section 6.5.1).
  if (is_head_done_) return;
  request_->field_memory()[request_->field_count++] = {{name.data(), name.size()}, {value.data(), value.size()}};
  switch (field) {
    case http::field::host: ++hosts_; break;
    case http::field::content_length:
      ++content_lengths_;
      // A list of the same length is allowed to be read as one (RFC 9110, section 8.6), and is not.
      if (value.find(',') != string_view::npos) error = http::error::bad_content_length;
      break;
    case http::field::transfer_encoding:
      ++transfer_encodings_;
      if (!iequals(value, "chunked")) error = http::error::bad_transfer_encoding;
      break;
    case http::field::expect:
      has_expectation_ = true;
      expects_continue_ = iequals(value, "100-continue");
      break;
    default: break;
  }
}

std::size_t RequestParser::on_body_impl(string_view bytes, error_code &error) {
  if (!request_->append({bytes.data(), bytes.size()})) {
    error = boost::system::errc::make_error_code(boost::system::errc::not_enough_memory);
  }
  return bytes.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view bytes, error_code &error) {
  return on_body_impl(bytes, error);
}

Fault RequestParser::check() {
  if (content_lengths_ > 1 || transfer_encodings_ > 1 || (content_lengths_ > 0 && transfer_encodings_ > 0)) {
    return {400, "The length of the body is not clear"};
  }
  bool is_modern = version_ == 11;
  if (transfer_encodings_ > 0 && !is_modern) return {400, "Chunks are of HTTP/1.1"};
  if (hosts_ > 1 || (is_modern && hosts_ == 0)) return {400, "A request names its host once"};
  request_->host = text(request_->field("host"));
  if (!is_host(view(request_->host))) return {400, "The host is malformed"};
  if (!split_target()) return {400, "The target of the request is not understood"};
  if (has_expectation_) {
    if (!is_modern) {
      expects_continue_ = false;
    } else if (!expects_continue_) {
      return {417, "Only 100-continue can be expected"};
    }
  }
  request_->is_websocket = is_websocket_handshake();
  return {};
}

/// Takes a path, or an absolute URI whose authority then counts instead of Host (RFC 9112, section 3.2.2).
bool RequestParser::split_target() {
  auto target = target_;
  if (target.find('#') != std::string_view::npos) return false;
  if (target.front() != '/') {
    for (std::string_view scheme : {"http://", "https://"}) {
      if (!iequals(target.substr(0, scheme.size()), scheme)) continue;
      target.remove_prefix(scheme.size());
      auto end = std::min(target.find_first_of("/?"), target.size());
      auto host = target.substr(0, end);
      if (host.empty() || !is_host(host)) return false;
      request_->host = text(host);
      target.remove_prefix(end);
      if (target.empty() || target.front() != '/') {
        static constexpr std::string_view root = "/";
        request_->path = text(root);
        request_->query = text(target.empty() ? target : target.substr(1));
        return true;
      }
      break;
    }
  }
  if (target.empty() || target.front() != '/') return false;
  auto mark = target.find('?');
  request_->path = text(target.substr(0, mark));
  request_->query = mark == std::string_view::npos ? text({}) : text(target.substr(mark + 1));
  return true;
}

bool RequestParser::is_websocket_handshake() const {
  if (!upgrade() || version_ != 11 || view(request_->method) != "GET" || !is_done()) return false;
  if (!http::token_list(request_->field("upgrade")).exists("websocket")) return false;
  return is_websocket_key(request_->field("sec-websocket-key")) && request_->field("sec-websocket-version") == "13";
}

}  // namespace cbeast
