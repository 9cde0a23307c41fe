// The load's requests, encoded once, and the check of what comes back.
#pragma once

#include <google/protobuf/struct.pb.h>
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/slice.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "mcp/mcp.pb.h"

namespace bench {

// Whether the server under load answers with a tool's result or with the request's own bytes.
enum class Expected { kResult, kEcho };

// Calls of the tool `echo` that differ in their id only. Every answer is checked by its first bytes and its length,
// and one in a thousand is parsed and compared.
class Messages {
 public:
  Messages(size_t textBytes, Expected expected) : text_(textBytes, 'x'), expected_(expected) {
    using google::protobuf::Struct;
    Struct params;
    auto& fields = *params.mutable_fields();
    fields["name"].set_string_value("echo");
    (*fields["arguments"].mutable_struct_value()->mutable_fields())["text"].set_string_value(text_);
    auto& meta = *fields["_meta"].mutable_struct_value()->mutable_fields();
    meta["io.modelcontextprotocol/protocolVersion"].set_string_value("2026-07-28");
    meta["io.modelcontextprotocol/clientCapabilities"].mutable_struct_value();
    mcp::MCPRequest request;
    request.set_method("tools/call");
    request.mutable_params()->PackFrom(params);
    const std::string tail = request.SerializeAsString();
    tail_ = grpc_slice_from_copied_buffer(tail.data(), tail.size());
    requestBytes_ = kHeadBytes + tail.size();
  }
  Messages(const Messages&) = delete;
  ~Messages() { grpc_slice_unref(tail_); }

  size_t requestBytes() const { return requestBytes_; }

  // The request with this id, below 10^12. The caller destroys the buffer.
  grpc_byte_buffer* Request(uint64_t id) const {
    char head[kHeadBytes];
    memcpy(head, kPrefix, kPrefixBytes);
    for (size_t i = kHeadBytes; i-- > kPrefixBytes; id /= 10) head[i] = static_cast<char>('0' + id % 10);
    grpc_slice slices[] = {grpc_slice_from_copied_buffer(head, kHeadBytes), tail_};
    return grpc_raw_byte_buffer_create(slices, 2);
  }

  // The id of a right answer, or -1 with `problem()` set.
  int64_t Check(grpc_byte_buffer* answer) {
    const size_t sizeBytes = grpc_byte_buffer_length(answer);
    const bool sizeFits =
        expected_ == Expected::kEcho ? sizeBytes == requestBytes_ : sizeBytes > 2 * text_.size() + kHeadBytes;
    if (!sizeFits) return Parse(answer);  // most likely an error: say which
    if (++checked_ % kParsedEvery == 0) return Parse(answer);
    grpc_byte_buffer_reader reader;
    grpc_slice* first = nullptr;
    if (!grpc_byte_buffer_reader_init(&reader, answer)) return Fail("unreadable answer");
    const bool any = grpc_byte_buffer_reader_peek(&reader, &first);
    int64_t id = -1;
    if (any && GRPC_SLICE_LENGTH(*first) > kHeadBytes) id = IDOfHead(GRPC_SLICE_START_PTR(*first));
    grpc_byte_buffer_reader_destroy(&reader);
    return id >= 0 ? id : Parse(answer);
  }

  const std::string& problem() const { return problem_; }
  uint64_t parsed() const { return parsed_; }

 private:
  // jsonrpc "2.0", then the key and length of an id of 12 digits.
  static constexpr char kPrefix[] = "\x0a\x03" "2.0" "\x12\x0c";
  static constexpr size_t kPrefixBytes = sizeof kPrefix - 1;
  static constexpr size_t kHeadBytes = kPrefixBytes + 12;
  // Field 3: the method of a request, the result of a response.
  static constexpr uint8_t kFieldAfterHead = 0x1a;
  static constexpr uint64_t kParsedEvery = 1000;

  static int64_t IDOfHead(const uint8_t* bytes) {
    if (memcmp(bytes, kPrefix, kPrefixBytes) != 0 || bytes[kHeadBytes] != kFieldAfterHead) return -1;
    int64_t id = 0;
    for (size_t i = kPrefixBytes; i < kHeadBytes; ++i) {
      const int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) return -1;
      id = id * 10 + digit;
    }
    return id;
  }

  int64_t Parse(grpc_byte_buffer* answer) {
    grpc_byte_buffer_reader reader;
    if (!grpc_byte_buffer_reader_init(&reader, answer)) return Fail("unreadable answer");
    const grpc_slice all = grpc_byte_buffer_reader_readall(&reader);
    grpc_byte_buffer_reader_destroy(&reader);
    const std::string bytes(reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(all)), GRPC_SLICE_LENGTH(all));
    grpc_slice_unref(all);
    ++parsed_;
    return expected_ == Expected::kEcho ? ParseEcho(bytes) : ParseResult(bytes);
  }

  int64_t ParseEcho(const std::string& bytes) {
    mcp::MCPRequest request;
    google::protobuf::Struct params;
    if (!request.ParseFromString(bytes) || !request.params().UnpackTo(&params)) return Fail("not the request's bytes");
    if (params.fields().at("arguments").struct_value().fields().at("text").string_value() != text_) {
      return Fail("another text");
    }
    return std::stoll(request.id());
  }

  int64_t ParseResult(const std::string& bytes) {
    mcp::MCPResponse response;
    if (!response.ParseFromString(bytes)) return Fail("not an MCPResponse");
    if (response.has_error()) return Fail("error " + response.error().ShortDebugString());
    google::protobuf::Struct result;
    if (response.jsonrpc() != "2.0" || !response.result().UnpackTo(&result)) return Fail("no Struct result");
    const auto& fields = result.fields();
    for (const char* name : {"resultType", "content", "structuredContent", "_meta"}) {
      if (!fields.count(name)) return Fail(std::string("no ") + name);
    }
    const auto& content = fields.at("content").list_value();
    const auto& structured = fields.at("structuredContent").struct_value().fields();
    if (fields.at("resultType").string_value() != "complete" || content.values_size() != 1) return Fail("wrong result");
    const auto& block = content.values(0).struct_value().fields();
    if (!block.count("type") || block.at("type").string_value() != "text" || !block.count("text") ||
        block.at("text").string_value() != text_ || !structured.count("text") ||
        structured.at("text").string_value() != text_) {
      return Fail("another text");
    }
    if (!fields.at("_meta").struct_value().fields().count("io.modelcontextprotocol/serverInfo")) {
      return Fail("no serverInfo");
    }
    if (response.id().size() != kHeadBytes - kPrefixBytes) return Fail("another id");
    return std::stoll(response.id());
  }

  int64_t Fail(std::string problem) {
    problem_ = std::move(problem);
    return -1;
  }

  const std::string text_;
  const Expected expected_;
  grpc_slice tail_;
  size_t requestBytes_;
  uint64_t checked_ = 0;
  uint64_t parsed_ = 0;
  std::string problem_;
};

}  // namespace bench
