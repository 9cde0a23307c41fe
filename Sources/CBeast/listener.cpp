#include "listener.hpp"

#include "addresses.hpp"
#include "session.hpp"
#include "tls.hpp"

#include <boost/asio/dispatch.hpp>

#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

namespace cbeast {

namespace {

/// A socket on its way to its loop.
class Accepted {
 public:
  explicit Accepted(int descriptor) : descriptor_(descriptor) {}
  Accepted(Accepted &&other) : descriptor_(other.release()) {}
  ~Accepted() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// The first descriptor that is not for connections: some are left to files, and to others who accept. The system gives
/// out the lowest that is free.
int last_descriptor() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  auto count = std::min<rlim_t>(limit.rlim_cur, INT_MAX);
  return static_cast<int>(count - std::min<rlim_t>(count / 8, 64));
}

}  // namespace

Listener::Listener(cbeast_server &server, int descriptor, int family, cbeast_tls *tls, std::string path)
    : server_(server), acceptor_(server.loops[0]->io), timer_(server.loops[0]->io), family_(family),
      last_descriptor_(last_descriptor()), tls_(tls), path_(std::move(path)) {
  acceptor_.assign(asio::generic::stream_protocol(family, 0), descriptor);
}

Listener::~Listener() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void Listener::accept() {
  acceptor_.async_wait(Acceptor::wait_read, [weak = weak_from_this()](error_code error) {
    auto self = weak.lock();
    if (!self || error == asio::error::operation_aborted) return;
    if (error || !self->accept_waiting()) return self->retry();
    self->accept();
  });
}

/// Takes some of those who wait. Answers false where the system refuses.
bool Listener::accept_waiting() {
  // Those who have a connection already come first.
  constexpr int limit = 64;
  for (int count = 0; count < limit; ++count) {
    auto descriptor = ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return true;
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return false;
    }
    if (descriptor >= last_descriptor_) {
      ::close(descriptor);
      continue;
    }
    auto &loops = server_.loops;
    take(**std::min_element(loops.begin(), loops.end(), [](auto &left, auto &right) {
           return left->assigned.load(std::memory_order_relaxed) < right->assigned.load(std::memory_order_relaxed);
         }), descriptor);
  }
  return true;
}

/// There are no descriptors left, for example. Trying again at once would only use the processor up; who waits in line
/// has often gone meanwhile, so that the line is taken quickly once there are some.
void Listener::retry() {
  timer_.expires_after(std::chrono::milliseconds(10));
  timer_.async_wait([weak = weak_from_this()](error_code error) {
    if (auto self = weak.lock(); self && !error) self->accept();
  });
}

/// The socket is given to the thread of its loop, which alone may touch it.
void Listener::take(Loop &loop, int descriptor) {
  Accepted accepted(descriptor);
  auto peer = peer_text(descriptor);
  if (!server_.admission.admit(peer.host)) return;
  auto place = std::make_unique<Admitted>(server_.admission, loop, peer.host);
  int on = 1;
  if (path_.empty()) ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto ends = std::make_shared<Ends>(Ends{std::move(peer.whole), local_text(descriptor).whole});
  asio::dispatch(loop.io, [&loop, accepted = std::move(accepted),
                           tls = tls_ ? tls_->context : nullptr, ends = std::move(ends),
                           place = std::move(place)]() mutable {
    if (loop.is_stopped() || (loop.is_draining() && !loop.limits.is_there_while_draining)) return;
    std::make_shared<Session>(loop, accepted.release(), tls, std::move(ends), std::move(place))->start();
  });
}

}  // namespace cbeast

int cbeast_server_listen(
    cbeast_server *server, const char *address, cbeast_tls *tls, char *problem, size_t problem_bytes, int *number) {
  cbeast::ListenProblem trouble;
  auto listening = cbeast::listen_on(address, trouble);
  if (!listening) {
    std::snprintf(problem, problem_bytes, "%s", trouble.text.c_str());
    *number = trouble.number;
    return 0;
  }
  server->listeners.push_back(std::make_shared<cbeast::Listener>(
      *server, listening->descriptor, listening->family, tls, std::move(listening->path)));
  server->listeners.back()->start();
  return listening->port;
}
