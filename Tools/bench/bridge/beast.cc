// A server on Boost.Beast that reads no message: it sends the same answer, or at /ws without one the message itself. This
// is as fast as the library goes.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using error_code = boost::system::error_code;
// Without the type-erased executor that Asio has by default, which every operation would pay for.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// What answers with; empty for an echo.
std::string reply;

class WebSocket : public std::enable_shared_from_this<WebSocket> {
 public:
  explicit WebSocket(Socket socket) : stream_(std::move(socket)) {}

  void Start(http::request<http::string_body> request) {
    stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(http::field::sec_websocket_protocol, "mcp");
    }));
    stream_.auto_fragment(false);
    stream_.text(true);
    request_ = std::move(request);
    stream_.async_accept(request_, [self = shared_from_this()](error_code error) {
      self->request_ = {};
      if (!error) self->Read();
    });
  }

 private:
  void Read() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code error, size_t) {
      if (!error) self->Write();
    });
  }

  void Write() {
    const auto answer = reply.empty() ? asio::const_buffer(buffer_.cdata()) : asio::const_buffer(asio::buffer(reply));
    stream_.async_write(answer, [self = shared_from_this()](error_code error, size_t) {
      self->buffer_.consume(self->buffer_.size());
      if (!error) self->Read();
    });
  }

  websocket::stream<Socket> stream_;
  http::request<http::string_body> request_;
  beast::flat_buffer buffer_;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(Socket socket) : socket_(std::move(socket)) {}

  void Read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_, [self = shared_from_this()](error_code error, size_t) {
      if (error) return;
      if (websocket::is_upgrade(self->request_)) {
        std::make_shared<WebSocket>(std::move(self->socket_))->Start(std::move(self->request_));
      } else {
        self->Write();
      }
    });
  }

 private:
  void Write() {
    static const auto response = [] {
      http::response<http::string_body> response(http::status::ok, 11);
      response.set(http::field::date, "Thu, 01 Jan 1970 00:00:00 GMT");
      response.set(http::field::content_type, "application/json");
      response.body() = reply;
      response.prepare_payload();
      return response;
    }();
    http::async_write(socket_, response, [self = shared_from_this()](error_code error, size_t) {
      if (!error) self->Read();
    });
  }

  Socket socket_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
};

void Accept(Acceptor& acceptor) {
  acceptor.async_accept([&acceptor](error_code error, Socket socket) {
    if (!error) {
      socket.set_option(asio::ip::tcp::no_delay(true));
      std::make_shared<Session>(std::move(socket))->Read();
    }
    Accept(acceptor);
  });
}

}  // namespace

int main(int count, char** arguments) {
  const std::string address = count >= 2 ? arguments[1] : "";
  const size_t colon = address.find(':');
  if (count > 3 || colon == address.npos) {
    fputs("usage: beast HOST:PORT [FILE with the answer]\n", stderr);
    return 64;
  }
  if (count == 3) {
    std::ifstream file(arguments[2]);
    reply.assign(std::istreambuf_iterator<char>(file), {});
  }
  asio::io_context loop(1);
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.substr(0, colon)),
                                         static_cast<unsigned short>(std::stoi(address.substr(colon + 1))));
  Acceptor acceptor(loop);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  acceptor.bind(endpoint);
  acceptor.listen(4096);
  Accept(acceptor);
  loop.run();
}
