// Addresses that are listened on.
#pragma once

#include "loop.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>

namespace cbeast {

/// Accepts connections on the first loop's thread and spreads them over all loops.
class Listener {
 public:
  /// Takes over a descriptor that listens. The path is that of a Unix socket, removed in the end.
  Listener(cbeast_server &server, int descriptor, int family, cbeast_tls *tls, std::string path);
  ~Listener();

 private:
  void accept();
  void retry();
  void take(Loop &loop, Socket socket);

  using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, Executor>;

  cbeast_server &server_;
  Acceptor acceptor_;
  Timer timer_;
  cbeast_tls *tls_;
  std::string path_;
};

}  // namespace cbeast
