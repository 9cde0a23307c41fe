// Addresses of sockets, as text and as what the system makes of text.
#pragma once

#include <optional>
#include <string>

namespace cbeast {

/// A socket that listens.
struct Listening {
  int descriptor;
  int family;
  /// 1 for a Unix socket.
  int port;
  /// The path of a Unix socket.
  std::string path;
};

struct ListenProblem {
  std::string text;
  int number = 0;
};

/// Listens on `HOST:PORT`, `[HOST]:PORT` or `unix:PATH`.
std::optional<Listening> listen_on(const std::string &address, ListenProblem &problem);

/// The address of one end of a connected socket without a port, and as gRPC writes it: `ipv4:ADDRESS:PORT`,
/// `ipv6:%5BADDRESS%5D:PORT` or `unix:PATH`.
struct EndText {
  std::string host;
  std::string whole;
};
EndText peer_text(int descriptor);
EndText local_text(int descriptor);

}  // namespace cbeast
