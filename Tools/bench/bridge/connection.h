// A client's end of a connection: a socket, or the pipes of a process.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "wire.h"

namespace bench {

struct Connection {
  Transport transport = Transport::kLines;
  int input = -1;
  int output = -1;
  std::string received;
  size_t taken = 0;  // of `received`
  std::string waiting;  // to be sent
  bool isTold = false;  // `waiting` goes on when the output says so

  // Reads what is there; waits for something where `waits`.
  void Read(bool waits) {
    if (taken > 0) {
      received.erase(0, taken);
      taken = 0;
    }
    if (waits) {
      pollfd ready = {input, POLLIN, 0};
      if (poll(&ready, 1, 30'000) != 1) Die("no answer for half a minute");
    }
    char chunk[65536];
    const ssize_t count = read(input, chunk, sizeof chunk);
    if (count == 0) Die("the server has closed the connection");
    if (count < 0 && errno != EAGAIN && errno != EINTR) Die("cannot read: %s", strerror(errno));
    if (count > 0) received.append(chunk, static_cast<size_t>(count));
  }

  // Sends what waits, as far as it goes; answers whether all has gone.
  bool Flush() {
    size_t sent = 0;
    while (sent < waiting.size()) {
      const ssize_t count = write(output, waiting.data() + sent, waiting.size() - sent);
      if (count < 0 && errno != EAGAIN && errno != EINTR) Die("cannot write: %s", strerror(errno));
      if (count < 0 && errno == EAGAIN) break;
      if (count > 0) sent += static_cast<size_t>(count);
    }
    waiting.erase(0, sent);
    return waiting.empty();
  }

  // The next message that has arrived; pings are answered on the way.
  bool Next(std::string_view& payload) {
    while (taken < received.size()) {
      const Arrived arrived = Take(transport, std::string_view(received).substr(taken));
      if (arrived.bytes == 0) return false;
      taken += arrived.bytes;
      if (arrived.isPing) {
        waiting += Frame(10, arrived.payload);
        continue;
      }
      payload = arrived.payload;
      return true;
    }
    return false;
  }

  // One message and its answer, waiting for both.
  std::string Exchange(std::string_view bytes) {
    waiting += bytes;
    std::string_view payload;
    while (!Flush()) {
      pollfd ready = {output, POLLOUT, 0};
      poll(&ready, 1, 30'000);
    }
    while (!Next(payload)) Read(true);
    return std::string(payload);
  }

  void DoNotBlock() const {
    for (const int descriptor : {input, output}) fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  }
};

inline sockaddr_in ParseAddress(const std::string& address) {
  sockaddr_in parsed = {};
  parsed.sin_family = AF_INET;
  const size_t colon = address.find(':');
  if (colon == address.npos || inet_pton(AF_INET, address.substr(0, colon).c_str(), &parsed.sin_addr) != 1) {
    Die("not an IPv4 address and port: %s", address.c_str());
  }
  parsed.sin_port = htons(static_cast<uint16_t>(atoi(address.c_str() + colon + 1)));
  return parsed;
}

// RFC 6455 has this key as its example, with the answer to it.
inline void Handshake(Connection& connection, const std::string& host) {
  connection.waiting = "GET /ws HTTP/1.1\r\nHost: " + host +
                       "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mcp\r\n\r\n";
  connection.Flush();
  size_t end;
  while ((end = connection.received.find("\r\n\r\n")) == std::string::npos) connection.Read(true);
  const std::string_view head = std::string_view(connection.received).substr(0, end + 2);
  if (head.compare(0, 12, "HTTP/1.1 101") != 0 || Field(head, "sec-websocket-accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") {
    Die("no WebSocket: %.*s", static_cast<int>(head.size()), head.data());
  }
  connection.taken = end + 4;
}

inline Connection Connect(Transport transport, const std::string& host) {
  Connection connection;
  connection.transport = transport;
  const sockaddr_in address = ParseAddress(host);
  connection.input = connection.output = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection.input, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    Die("cannot connect to %s: %s", host.c_str(), strerror(errno));
  }
  const int on = 1;
  setsockopt(connection.input, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (transport == Transport::kWebSocket) Handshake(connection, host);
  return connection;
}

// Starts a process that is spoken to in lines.
inline Connection Spawn(char** command, pid_t& child) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) Die("no pipes: %s", strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  if (const int error = posix_spawnp(&child, command[0], &actions, nullptr, command, environ)) {
    Die("cannot start %s: %s", command[0], strerror(error));
  }
  close(in[0]);
  close(out[1]);
  Connection connection;
  connection.transport = Transport::kLines;
  connection.input = out[0];
  connection.output = in[1];
  return connection;
}

}  // namespace bench
