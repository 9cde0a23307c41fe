// The strict reading of a request.
#pragma once

#include "request.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace cbeast {

namespace http = boost::beast::http;
using boost::beast::string_view;

/// Reads one request with Beast's parser, and refuses what could be read in two ways.
class RequestParser final : public http::basic_parser<true> {
 public:
  RequestParser(const cbeast_limits &limits, std::unique_ptr<Request> request);

  /// Reads the whole head, which the request holds.
  Fault read_head();
  /// Reads what belongs to the body, and answers how much that was.
  size_t read_body(std::string_view bytes, Fault &fault);
  /// Whether the client waits for word before it sends the body (RFC 9110, section 10.1.1).
  bool expects_continue() const { return expects_continue_; }
  bool is_head() const { return is_head_; }
  /// 10 or 11.
  unsigned version() const { return version_; }
  bool is_websocket() const { return request_->is_websocket; }
  /// Memory of the body so far, and bytes of it that are still to come.
  size_t body_capacity() const { return request_->body_capacity; }
  size_t body_rest() const { return request_->body_length - request_->body_bytes; }
  std::unique_ptr<Request> take() { return std::move(request_); }

 private:
  void on_request_impl(http::verb, string_view, string_view, int, error_code &) override;
  void on_response_impl(int, string_view, int, error_code &) override {}
  void on_field_impl(http::field, string_view, string_view, error_code &) override;
  void on_header_impl(error_code &) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t> &length, error_code &) override {
    if (length) request_->body_length = *length;
  }
  std::size_t on_body_impl(string_view, error_code &) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code &) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code &) override;
  void on_finish_impl(error_code &) override {}

  Fault fault(error_code error) const;
  Fault check();
  bool split_target();
  bool is_websocket_handshake() const;

  const cbeast_limits &limits_;
  std::unique_ptr<Request> request_;
  std::string_view target_;
  unsigned version_ = 11;
  unsigned hosts_ = 0;
  unsigned transfer_encodings_ = 0;
  unsigned content_lengths_ = 0;
  bool is_head_done_ = false;
  bool is_head_ = false;
  bool expects_continue_ = false;
  bool has_expectation_ = false;
  /// Bytes of the framing of chunks and of trailers since the last byte of the body.
  size_t framing_bytes_ = 0;
};

}  // namespace cbeast
