// The requests that are sent, and the check of every answer.
#pragma once

#include <array>
#include <optional>

#include "wire.h"

namespace bench {

// Ids have one length, so that only their digits differ between messages: 1, the number of the slot that waits for the
// answer, and a counter.
constexpr size_t kIdDigits = 15;
constexpr uint64_t kSlotFactor = 1'000'000'000;
inline uint64_t Id(uint64_t slot, uint64_t counter) {
  return 100'000 * kSlotFactor + slot * kSlotFactor + counter % kSlotFactor;
}
inline uint64_t SlotOf(uint64_t id) { return id / kSlotFactor - 100'000; }

inline void PutId(char* place, uint64_t id) {
  for (size_t i = kIdDigits; i-- > 0; id /= 10) place[i] = static_cast<char>('0' + id % 10);
}

inline std::string CallText(uint64_t id, size_t textBytes, bool isOfSession) {
  // Letters that repeat with no power of two, so that a shifted copy is noticed.
  std::string text;
  for (size_t i = 0; i < textBytes; ++i) text += static_cast<char>('a' + i % 23);
  return "{\"jsonrpc\":\"2.0\",\"id\":" + std::to_string(id) +
         ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}" +
         (isOfSession ? ""
                      : ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        "\"io.modelcontextprotocol/clientCapabilities\":{}}") +
         "}}";
}

// A request's bytes with room for the id.
class RequestForm {
 public:
  RequestForm(Transport transport, size_t textBytes, bool isOfSession, const std::string& host)
      : isMasked_(transport == Transport::kWebSocket) {
    const uint64_t id = Id(0, 0);
    const std::string message = CallText(id, textBytes, isOfSession);
    bytes_ = Wrap(transport, message, host);
    idInMessage_ = message.find(std::to_string(id));
    idInBytes_ = bytes_.size() - message.size() - (transport == Transport::kLines) + idInMessage_;
  }

  size_t bytes() const { return bytes_.size(); }

  void AppendTo(std::string& output, uint64_t id) const {
    const size_t start = output.size();
    output += bytes_;
    char* place = output.data() + start + idInBytes_;
    PutId(place, id);
    if (!isMasked_) return;
    for (size_t i = 0; i < kIdDigits; ++i) place[i] = static_cast<char>(place[i] ^ kMask[(idInMessage_ + i) % 4]);
  }

 private:
  std::string bytes_;
  size_t idInMessage_;
  size_t idInBytes_;
  bool isMasked_;
};

// The first answer, which whoever runs this looks at, tells what all others have to be but for their id. A canned answer
// has no id of its own: all are the same to the byte.
class AnswerForm {
 public:
  AnswerForm(std::string_view first, uint64_t id) : first_(first) {
    const size_t place = first_.find("\"id\":" + std::to_string(id));
    const size_t spaced = first_.find("\"id\": " + std::to_string(id));
    if (place != first_.npos) id_ = place + 5;
    else if (spaced != first_.npos) id_ = spaced + 6;
  }

  const std::string& first() const { return first_; }
  bool isCanned() const { return !id_; }

  // The id of an answer; 0 for one that is canned.
  uint64_t Check(std::string_view answer) const {
    const auto differs = [&] {
      Die("an answer of another form: %.*s", static_cast<int>(std::min<size_t>(answer.size(), 2000)), answer.data());
    };
    if (answer.size() != first_.size()) differs();
    if (!id_) {
      if (answer != first_) differs();
      return 0;
    }
    const size_t end = *id_ + kIdDigits;
    if (memcmp(answer.data(), first_.data(), *id_) != 0 ||
        memcmp(answer.data() + end, first_.data() + end, answer.size() - end) != 0) {
      differs();
    }
    uint64_t id = 0;
    for (size_t i = *id_; i < end; ++i) {
      if (answer[i] < '0' || answer[i] > '9') differs();
      id = id * 10 + static_cast<uint64_t>(answer[i] - '0');
    }
    return id;
  }

 private:
  std::string first_;
  std::optional<size_t> id_;
};

}  // namespace bench
