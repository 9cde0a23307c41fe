#include "addresses.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace cbeast {

namespace {

constexpr int backlog = 4096;

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int release() { return std::exchange(number, -1); }
};

std::optional<Listening> fail(ListenProblem &problem, std::string text, int number) {
  problem = {std::move(text), number};
  return std::nullopt;
}

/// Whether nobody listens any more on the socket at this path.
bool is_abandoned(const sockaddr_un &address) {
  // Without blocking: a live server with a full backlog would keep us waiting.
  Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  auto result = ::connect(probe.number, reinterpret_cast<const sockaddr *>(&address), sizeof address);
  return result != 0 && errno == ECONNREFUSED;
}

std::optional<Listening> listen_unix(const std::string &path, ListenProblem &problem) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return fail(problem, "a Unix socket's path has 1 to " + std::to_string(sizeof address.sun_path - 1) + " bytes", 0);
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  struct stat information;
  if (::lstat(path.c_str(), &information) == 0) {
    if (!S_ISSOCK(information.st_mode)) return fail(problem, path + " exists and is not a socket", 0);
    if (!is_abandoned(address)) return fail(problem, "another server listens on " + path, 0);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
      return fail(problem, "cannot remove the abandoned " + path, errno);
    }
  }
  Descriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (listener.number < 0 || ::bind(listener.number, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
      ::listen(listener.number, backlog) != 0) {
    return fail(problem, "cannot listen on " + path, errno);
  }
  return Listening{listener.release(), AF_UNIX, 1, path};
}

EndText text_of(const sockaddr_storage &address) {
  char host[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    auto &inner = reinterpret_cast<const sockaddr_in &>(address);
    ::inet_ntop(AF_INET, &inner.sin_addr, host, sizeof host);
    return {host, "ipv4:" + std::string(host) + ":" + std::to_string(ntohs(inner.sin_port))};
  }
  if (address.ss_family == AF_INET6) {
    auto &inner = reinterpret_cast<const sockaddr_in6 &>(address);
    ::inet_ntop(AF_INET6, &inner.sin6_addr, host, sizeof host);
    return {host, "ipv6:%5B" + std::string(host) + "%5D:" + std::to_string(ntohs(inner.sin6_port))};
  }
  auto &inner = reinterpret_cast<const sockaddr_un &>(address);
  return {"", std::string("unix:") + inner.sun_path};
}

EndText text_by(int (*name)(int, sockaddr *, socklen_t *), int descriptor) {
  sockaddr_storage address{};
  socklen_t length = sizeof address - 1;
  // A peer that has gone already has no address.
  if (name(descriptor, reinterpret_cast<sockaddr *>(&address), &length) != 0) return {};
  return text_of(address);
}

std::optional<Listening> listen_tcp(const std::string &address, ListenProblem &problem) {
  auto colon = address.rfind(':');
  if (colon == std::string::npos) return fail(problem, "an address is HOST:PORT, [HOST]:PORT or unix:PATH", 0);
  auto host = address.substr(0, colon);
  auto port = address.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return fail(problem, "an IPv6 address stands in brackets", 0);
  }
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos || std::stoi(port) > 65535) {
    return fail(problem, "a port is a number from 0 to 65535", 0);
  }
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo *found = nullptr;
  if (auto result = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); result != 0) {
    return fail(problem, "cannot understand " + address + ": " + ::gai_strerror(result), 0);
  }
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  Descriptor listener{::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  int on = 1;
  ::setsockopt(listener.number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listener.number < 0 || ::bind(listener.number, found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(listener.number, backlog) != 0) {
    return fail(problem, "cannot listen on " + address, errno);
  }
  auto whole = local_text(listener.number).whole;
  auto bound = std::stoi(whole.substr(whole.rfind(':') + 1));
  return Listening{listener.release(), found->ai_family, bound, ""};
}

}  // namespace

std::optional<Listening> listen_on(const std::string &address, ListenProblem &problem) {
  constexpr std::string_view scheme = "unix:";
  if (address.compare(0, scheme.size(), scheme) != 0) return listen_tcp(address, problem);
  auto path = address.substr(scheme.size());
  // `unix:///path` is usual too.
  if (path.compare(0, 2, "//") == 0) path.erase(0, 2);
  return listen_unix(path, problem);
}

EndText peer_text(int descriptor) { return text_by(::getpeername, descriptor); }
EndText local_text(int descriptor) { return text_by(::getsockname, descriptor); }

}  // namespace cbeast
