// What a client offers of permessage-deflate (RFC 7692).
#pragma once

#include <string>
#include <string_view>

namespace cbeast {

/// The first offer in a value of Sec-WebSocket-Extensions that can be kept to, by itself; empty where there is none.
///
/// Beast looks at the first offer only, and answers a window of 8 bits, which zlib cannot keep to, with one of 9, which
/// the client did not offer (section 7.1.2.1).
std::string acceptable_deflate_offer(std::string_view extensions);

}  // namespace cbeast
