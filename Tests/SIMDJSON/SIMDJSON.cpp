#include "SIMDJSON.h"

#include <cstring>

#include <simdjson.h>

using namespace simdjson;

namespace {

/// Writes into memory of a fixed size and remembers whether everything fitted.
class Dump {
public:
  Dump(uint8_t *output, size_t capacity) : output(output), capacity(capacity) {}

  bool fits = true;
  size_t count = 0;

  void value(dom::element element) {
    switch (element.type()) {
    case dom::element_type::NULL_VALUE: return tag('n');
    case dom::element_type::BOOL: return tag(bool(element) ? 't' : 'f');
    case dom::element_type::INT64: return number('i', int64_t(element));
    case dom::element_type::UINT64: return number('u', uint64_t(element));
    case dom::element_type::DOUBLE: return number('d', double(element));
    case dom::element_type::STRING: return text(std::string_view(element));
    case dom::element_type::ARRAY:
      tag('[');
      for (dom::element child : dom::array(element)) value(child);
      return tag(']');
    case dom::element_type::OBJECT:
      tag('{');
      for (dom::key_value_pair member : dom::object(element)) {
        text(member.key);
        value(member.value);
      }
      return tag('}');
    }
  }

private:
  uint8_t *output;
  size_t capacity;

  void bytes(const void *source, size_t size) {
    if (!fits || capacity - count < size) {
      fits = false;
      return;
    }
    std::memcpy(output + count, source, size);
    count += size;
  }

  void tag(char letter) { bytes(&letter, 1); }

  template <typename Number> void number(char letter, Number value) {
    tag(letter);
    bytes(&value, sizeof value);
  }

  void text(std::string_view text) {
    number('s', uint64_t(text.size()));
    bytes(text.data(), text.size());
  }
};

simdjson_verdict verdict(error_code error) {
  switch (error) {
  case SUCCESS: return SIMDJSON_ACCEPTED;
  case NUMBER_ERROR: return SIMDJSON_REFUSED_NUMBER;
  case DEPTH_ERROR: return SIMDJSON_REFUSED_DEPTH;
  case MEMALLOC:
  case CAPACITY:
  case UNINITIALIZED:
  case UNSUPPORTED_ARCHITECTURE: return SIMDJSON_FAILED;
  default: return SIMDJSON_REFUSED;
  }
}

} // namespace

simdjson_verdict simdjson_dump(const uint8_t *input, size_t count, size_t max_depth, uint8_t *output, size_t capacity,
                               size_t *written) {
  *written = 0;
  dom::parser parser;
  if (parser.allocate(count + 1, max_depth) != SUCCESS) return SIMDJSON_FAILED;
  dom::element root;
  error_code error = parser.parse(input, count).get(root);
  if (error != SUCCESS) return verdict(error);
  Dump dump(output, capacity);
  dump.value(root);
  *written = dump.count;
  return dump.fits ? SIMDJSON_ACCEPTED : SIMDJSON_FAILED;
}
