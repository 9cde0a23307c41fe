#include "request.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace cbeast {

Request *Request::make(std::string_view head, size_t fields, std::shared_ptr<const Ends> ends) {
  auto memory = static_cast<char *>(::operator new(sizeof(Request) + fields * sizeof(cbeast_field) + head.size()));
  auto request = new (memory) Request{};
  auto copy = memory + sizeof(Request) + fields * sizeof(cbeast_field);
  std::memcpy(copy, head.data(), head.size());
  request->head = {copy, head.size()};
  request->fields = request->field_memory();
  request->peer = text(ends->peer);
  request->local = text(ends->local);
  request->ends = std::move(ends);
  return request;
}

Request::~Request() { std::free(const_cast<void *>(body)); }

std::string_view Request::field(std::string_view name) const {
  for (size_t index = 0; index < field_count; ++index) {
    if (boost::beast::iequals(name, view(fields[index].name))) return view(fields[index].value);
  }
  return {};
}

bool Request::append(std::string_view bytes) {
  if (body_bytes + bytes.size() > body_capacity) {
    auto capacity = std::max(body_bytes + bytes.size(), std::min(body_capacity * 2, body_length));
    auto memory = std::realloc(const_cast<void *>(body), capacity);
    if (!memory) return false;
    body = memory;
    body_capacity = capacity;
  }
  std::memcpy(static_cast<char *>(const_cast<void *>(body)) + body_bytes, bytes.data(), bytes.size());
  body_bytes += bytes.size();
  return true;
}

}  // namespace cbeast

void cbeast_request_free(cbeast_request *request) { delete static_cast<cbeast::Request *>(request); }
