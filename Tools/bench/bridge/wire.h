// How a JSON-RPC message is wrapped on each transport, and found again in what arrives.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace bench {

template <typename... Values>
[[noreturn]] void Die(const char* format, Values... values) {
  fprintf(stderr, "load: ");
  fprintf(stderr, format, values...);
  fprintf(stderr, "\n");
  exit(1);
}

enum class Transport { kHTTP, kWebSocket, kLines };

// A client's frames are masked. With a constant key, masking a request that differs in its id only is done once.
constexpr unsigned char kMask[4] = {0x37, 0xfa, 0x21, 0x3d};

inline std::string Frame(int opcode, std::string_view payload) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  const size_t count = payload.size();
  const int lengthBytes = count < 126 ? 0 : count < 65536 ? 2 : 8;
  frame += static_cast<char>(0x80 | (lengthBytes == 0 ? count : lengthBytes == 2 ? 126 : 127));
  for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) frame += static_cast<char>(count >> shift);
  frame.append(reinterpret_cast<const char*>(kMask), sizeof kMask);
  for (size_t i = 0; i < count; ++i) frame += static_cast<char>(payload[i] ^ kMask[i % 4]);
  return frame;
}

// The value of a field in a head that ends with an empty line; its case in the head does not matter.
inline std::string_view Field(std::string_view head, std::string_view name) {
  for (size_t line = head.find("\r\n"); line != head.npos && line + 2 < head.size(); line = head.find("\r\n", line)) {
    line += 2;
    if (head.size() - line > name.size() && head[line + name.size()] == ':' &&
        strncasecmp(head.data() + line, name.data(), name.size()) == 0) {
      const size_t start = head.find_first_not_of(' ', line + name.size() + 1);
      return head.substr(start, head.find("\r\n", start) - start);
    }
  }
  return {};
}

// What a server's bytes begin with.
struct Arrived {
  size_t bytes = 0;  // 0 while it is not complete
  std::string_view payload;
  bool isPing = false;
};

inline Arrived TakeResponse(std::string_view input) {
  const size_t end = input.find("\r\n\r\n");
  if (end == input.npos) return {};
  const std::string_view head = input.substr(0, end + 2);
  if (head.compare(0, 12, "HTTP/1.1 200") != 0) {
    Die("not 200: %.*s", static_cast<int>(std::min<size_t>(input.size(), 600)), input.data());
  }
  const std::string_view length = Field(head, "content-length");
  if (length.empty()) Die("an answer without a length: %.*s", static_cast<int>(head.size()), head.data());
  const size_t bodyBytes = strtoull(length.data(), nullptr, 10);
  if (input.size() < end + 4 + bodyBytes) return {};
  return {end + 4 + bodyBytes, input.substr(end + 4, bodyBytes)};
}

inline Arrived TakeFrame(std::string_view input) {
  if (input.size() < 2) return {};
  const auto byte = [&](size_t index) { return static_cast<unsigned char>(input[index]); };
  const int opcode = byte(0) & 0x0f;
  if (!(byte(0) & 0x80) || (byte(1) & 0x80)) Die("a frame that is masked, or not the last, of type %d", opcode);
  size_t header = 2;
  uint64_t length = byte(1);
  if (length >= 126) {
    header += length == 126 ? 2 : 8;
    if (input.size() < header) return {};
    length = 0;
    for (size_t i = 2; i < header; ++i) length = length << 8 | byte(i);
  }
  if (input.size() < header + length) return {};
  const std::string_view payload = input.substr(header, length);
  if (opcode != 1 && opcode != 9) Die("a frame of type %d: %.*s", opcode, static_cast<int>(length), payload.data());
  return {header + length, payload, opcode == 9};
}

inline Arrived TakeLine(std::string_view input) {
  const size_t end = input.find('\n');
  if (end == input.npos) return {};
  return {end + 1, input.substr(0, end)};
}

inline Arrived Take(Transport transport, std::string_view input) {
  switch (transport) {
    case Transport::kHTTP: return TakeResponse(input);
    case Transport::kWebSocket: return TakeFrame(input);
    default: return TakeLine(input);
  }
}

// A request of revision 2026-07-28 and the headers that mirror it; in a session the headers are only those that are known.
inline std::string Wrap(Transport transport, std::string_view message, const std::string& host) {
  switch (transport) {
    case Transport::kHTTP:
      return "POST /mcp HTTP/1.1\r\nHost: " + host +
             "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
             "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\nContent-Length: " +
             std::to_string(message.size()) + "\r\n\r\n" + std::string(message);
    case Transport::kWebSocket: return Frame(1, message);
    default: return std::string(message) + "\n";
  }
}

}  // namespace bench
