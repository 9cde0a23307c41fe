#include "listener.hpp"

#include "addresses.hpp"
#include "session.hpp"
#include "tls.hpp"

#include <boost/asio/dispatch.hpp>

#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cbeast {

Listener::Listener(cbeast_server &server, int descriptor, int family, cbeast_tls *tls, std::string path)
    : server_(server), acceptor_(server.loops[0]->io), timer_(server.loops[0]->io), tls_(tls), path_(std::move(path)) {
  acceptor_.assign(asio::generic::stream_protocol(family, 0), descriptor);
}

Listener::~Listener() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void Listener::accept() {
  auto &loops = server_.loops;
  auto &loop = **std::min_element(loops.begin(), loops.end(), [](auto &left, auto &right) {
    return left->assigned.load(std::memory_order_relaxed) < right->assigned.load(std::memory_order_relaxed);
  });
  acceptor_.async_accept(loop.io, [weak = weak_from_this(), &loop](error_code error, Socket socket) {
    auto self = weak.lock();
    if (!self || error == asio::error::operation_aborted) return;
    if (error) return self->retry();
    self->take(loop, std::move(socket));
    self->accept();
  });
}

/// There are no descriptors left, for example. Trying again at once would only use the processor up.
void Listener::retry() {
  timer_.expires_after(std::chrono::milliseconds(100));
  timer_.async_wait([weak = weak_from_this()](error_code error) {
    if (auto self = weak.lock(); self && !error) self->accept();
  });
}

void Listener::take(Loop &loop, Socket socket) {
  auto peer = peer_text(socket.native_handle());
  if (!server_.admission.admit(peer.host)) return;
  auto place = std::make_unique<Admitted>(server_.admission, loop, peer.host);
  int on = 1;
  if (path_.empty()) ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto ends = std::make_shared<Ends>(Ends{std::move(peer.whole), local_text(socket.native_handle()).whole});
  asio::dispatch(loop.io, [&loop, socket = std::move(socket), tls = tls_ ? tls_->context : nullptr,
                           ends = std::move(ends), place = std::move(place)]() mutable {
    if (loop.is_draining()) return;
    std::make_shared<Session>(loop, std::move(socket), tls, std::move(ends), std::move(place))->start();
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
