#include "deflate_offer.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <set>

namespace cbeast {

namespace {

using boost::beast::iequals;

std::string_view trimmed(std::string_view text) {
  auto start = text.find_first_not_of(" \t");
  return start == text.npos ? std::string_view() : text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

/// Takes off what is before a separator. No token has one in it, quoted or not (RFC 6455, section 9.1).
std::string_view take(std::string_view &text, char separator) {
  auto end = std::min(text.find(separator), text.size());
  auto part = trimmed(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// Whether this is a number from `least` to 15, as section 7.1.2 writes it.
bool is_window(std::string_view value, int least) {
  if (value.empty() || value.size() > 2 || value.front() == '0') return false;
  if (!std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  auto bits = std::stoi(std::string(value));
  return bits >= least && bits <= 15;
}

bool is_acceptable(std::string_view name, bool has_value, std::string_view value) {
  if (iequals(name, "server_no_context_takeover") || iequals(name, "client_no_context_takeover")) return !has_value;
  if (iequals(name, "server_max_window_bits")) return is_window(value, 9);
  // A client may say that it can be asked for a window, without naming one.
  if (iequals(name, "client_max_window_bits")) return !has_value || is_window(value, 8);
  return false;
}

}  // namespace

std::string acceptable_deflate_offer(std::string_view extensions) {
  while (!extensions.empty()) {
    auto extension = take(extensions, ',');
    if (!iequals(take(extension, ';'), "permessage-deflate")) continue;
    std::string offer = "permessage-deflate";
    std::set<std::string> names;
    bool is_kept = true;
    while (is_kept && !extension.empty()) {
      auto value = take(extension, ';');
      bool has_value = value.find('=') != value.npos;
      auto name = take(value, '=');
      value = trimmed(value);
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
      is_kept = is_acceptable(name, has_value, value) && names.insert(std::string(name)).second;
      offer.append("; ").append(name);
      if (has_value) offer.append("=").append(value);
    }
    if (is_kept) return offer;
  }
  return {};
}

}  // namespace cbeast
