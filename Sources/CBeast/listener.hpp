// Addresses that are listened on.
#pragma once

#include "loop.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>

namespace cbeast {

/// Accepts connections on the first loop's thread and spreads them over all loops. What it waits for may have happened,
/// and be about to be told, when it goes: so it is asked for before it is used.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  /// Takes over a descriptor that listens. The path is that of a Unix socket, removed in the end.
  Listener(cbeast_server &server, int descriptor, int family, cbeast_tls *tls, std::string path);
  ~Listener();

  void start() { accept(); }

 private:
  void accept();
  bool accept_waiting();
  void retry();
  void take(Loop &loop, int descriptor);

  using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, Executor>;

  cbeast_server &server_;
  Acceptor acceptor_;
  Timer timer_;
  const int family_;
  const int last_descriptor_;
  cbeast_tls *tls_;
  std::string path_;
};

}  // namespace cbeast
