// A request as it is handed to Swift, and what is answered where it cannot be.
#pragma once

#include "loop.hpp"

#include <memory>
#include <string_view>

namespace cbeast {

/// A request in one piece of memory with its head; the body has its own.
struct Request : cbeast_request {
  /// Copies the head, with its last empty line, and makes room for this number of fields.
  static Request *make(std::string_view head, size_t fields, std::shared_ptr<const Ends> ends);
  void operator delete(void *memory) { ::operator delete(memory); }
  ~Request();

  cbeast_field *field_memory() { return reinterpret_cast<cbeast_field *>(this + 1); }
  /// The value of a field of which there is one at most; empty where there is none. Names are compared without case.
  std::string_view field(std::string_view name) const;
  /// Adds to the body, whose memory doubles up to the limit; false when there is no memory.
  bool append(std::string_view bytes);

  std::string_view head;
  std::shared_ptr<const Ends> ends;
  size_t body_capacity = 0;
  Held held;
  /// What the client says that the body takes.
  size_t body_length = SIZE_MAX;
};

/// What is wrong with a request, with the answer to it.
struct Fault {
  int status = 0;
  const char *text = "";

  explicit operator bool() const { return status != 0; }
};

}  // namespace cbeast
