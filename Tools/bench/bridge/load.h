// Connections and the requests on them: sustained load, or connections that say nothing.
#pragma once

#include <sys/epoll.h>
#include <sys/wait.h>

#include "../grpc/measure.h"
#include "connection.h"
#include "messages.h"

namespace bench {

struct Options {
  std::string mode;
  std::string address = "127.0.0.1:18080";
  std::string session;
  size_t textBytes = 100;
  size_t connections = 64;
  size_t inFlight = 1;
  double warmUpSeconds = 0.5;
  double seconds = 2;
  int pid = 0;
  char** command = nullptr;

  Transport transport() const {
    return mode == "http" ? Transport::kHTTP : mode == "stdio" ? Transport::kLines : Transport::kWebSocket;
  }
};

class Load {
 public:
  explicit Load(Options options)
      : options_(std::move(options)),
        request_(options_.transport(), options_.textBytes, !options_.session.empty(), options_.address) {}

  void Open(size_t count) {
    while (connections_.size() < count) {
      Connection connection = options_.command ? Spawn(options_.command, options_.pid)
                                               : Connect(options_.transport(), options_.address);
      if (!options_.session.empty()) OpenSession(connection);
      // One request each, so that what a server does for the first one is done.
      std::string bytes;
      const uint64_t id = Id(0, connections_.size());
      request_.AppendTo(bytes, id);
      const std::string answer = connection.Exchange(bytes);
      if (!answer_) answer_.emplace(answer, id);
      if (const uint64_t answered = answer_->Check(answer); answered != 0 && answered != id) Die("an answer to another request");
      connection.DoNotBlock();
      connections_.push_back(std::move(connection));
    }
  }

  void Sustain() {
    // Which of the answers of a connection belongs to which request only an id can tell.
    if (answer_->isCanned() && options_.inFlight > 1) Die("canned answers, but several requests in flight");
    measureFromNs_ = NowNs() + static_cast<int64_t>(options_.warmUpSeconds * 1e9);
    stopAtNs_ = measureFromNs_ + static_cast<int64_t>(options_.seconds * 1e9);
    slots_.resize(connections_.size() * options_.inFlight);
    poll_ = epoll_create1(EPOLL_CLOEXEC);
    for (size_t index = 0; index < connections_.size(); ++index) {
      Watch(index, EPOLL_CTL_ADD);
      for (size_t i = 0; i < options_.inFlight; ++i) Send(index, index * options_.inFlight + i);
      Flush(index);
    }
    std::vector<epoll_event> events(512);
    while (inFlight_ > 0) {
      const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 30'000);
      if (count == 0) Die("no answer for half a minute, %zu requests wait", inFlight_);
      for (int i = 0; i < count; ++i) Look(events[static_cast<size_t>(i)].data.u64);
    }
  }

  void Report() const {
    const auto answers = static_cast<double>(measured_);
    const double seconds = static_cast<double>(endNs_ - measureFromNs_) / 1e9;
    printf("{\"requests\": %.0f, \"checked\": %zu, \"seconds\": %.6f, \"requests_per_second\": %.1f, \"server_cpu_us\": %.4f, "
           "\"server_cpu_share\": %.4f, \"load_cpu_share\": %.4f, \"p50_us\": %.1f, \"p99_us\": %.1f, "
           "\"request_bytes\": %zu, \"answer\": ",
           answers, checked_, seconds, answers / seconds, serverCPU_ / answers * 1e6, serverCPU_ / seconds,
           ownCPU_ / seconds, latencies_.QuantileUs(0.5), latencies_.QuantileUs(0.99), request_.bytes());
    PrintAnswer();
  }

  // The first connections are not counted: they pay for what all share.
  void ReportIdle() {
    const size_t first = std::min<size_t>(options_.connections / 10 + 1, 100);
    Open(first);
    const double before = ResidentKiB(options_.pid);
    Open(first + options_.connections);
    const double after = ResidentKiB(options_.pid);
    printf("{\"connections\": %zu, \"kib_per_connection\": %.3f, \"answer\": ", options_.connections,
           (after - before) / static_cast<double>(options_.connections));
    PrintAnswer();
  }

  // Ends a process that was started.
  void Finish() {
    if (!options_.command) return;
    close(connections_[0].output);
    waitpid(options_.pid, nullptr, 0);
  }

 private:
  struct Slot {
    uint64_t id = 0;
    int64_t sentNs = 0;
  };

  void OpenSession(Connection& connection) {
    const std::string initialize =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + options_.session +
        "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"}}}";
    const std::string answer = connection.Exchange(Wrap(options_.transport(), initialize, options_.address));
    if (answer.find(options_.session) == answer.npos) Die("no session: %s", answer.c_str());
    connection.waiting = Wrap(options_.transport(), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                              options_.address);
  }

  void Watch(size_t index, int operation) {
    Connection& connection = connections_[index];
    const bool isOneDescriptor = connection.input == connection.output;
    epoll_event event = {};
    event.data.u64 = index;
    event.events = EPOLLIN;
    if (isOneDescriptor && connection.isTold) event.events |= EPOLLOUT;
    epoll_ctl(poll_, operation, connection.input, &event);
    if (isOneDescriptor) return;
    event.events = 0;
    if (connection.isTold) event.events = EPOLLOUT;
    epoll_ctl(poll_, operation, connection.output, &event);
  }

  void Flush(size_t index) {
    Connection& connection = connections_[index];
    if (const bool waits = !connection.Flush(); waits != connection.isTold) {
      connection.isTold = waits;
      Watch(index, EPOLL_CTL_MOD);
    }
  }

  void Send(size_t index, size_t slot) {
    slots_[slot] = {Id(slot, ++counter_), NowNs()};
    request_.AppendTo(connections_[index].waiting, slots_[slot].id);
    ++inFlight_;
  }

  void Look(size_t index) {
    Connection& connection = connections_[index];
    connection.Read(false);
    std::string_view payload;
    while (connection.Next(payload)) {
      const uint64_t id = answer_->Check(payload);
      const size_t slot = answer_->isCanned() ? index : SlotOf(id);
      if (slot / options_.inFlight != index || slots_[slot].sentNs == 0 || (id != 0 && slots_[slot].id != id)) {
        Die("an answer that nobody waits for: %.*s", static_cast<int>(payload.size()), payload.data());
      }
      --inFlight_;
      if (Count(slots_[slot].sentNs)) Send(index, slot);
      else slots_[slot] = {};
    }
    if (!connection.waiting.empty()) Flush(index);
  }

  // Notes an answer; answers whether another request follows it.
  bool Count(int64_t sentNs) {
    const int64_t now = NowNs();
    ++checked_;
    if (endNs_ != 0) return false;
    if (now >= measureFromNs_ && !isMeasuring_) {
      isMeasuring_ = true;
      measureFromNs_ = now;
      serverCPU_ = -CPUSeconds(options_.pid);
      ownCPU_ = -OwnCPUSeconds();
    } else if (isMeasuring_) {
      latencies_.Add(now - sentNs);
      ++measured_;
    }
    if (now < stopAtNs_ || measured_ == 0) return true;
    endNs_ = now;
    serverCPU_ += CPUSeconds(options_.pid);
    ownCPU_ += OwnCPUSeconds();
    return false;
  }

  void PrintAnswer() const {
    putchar('"');
    for (const char c : answer_->first()) {
      if (c == '"' || c == '\\') putchar('\\');
      putchar(c);
    }
    puts("\"}");
  }

  Options options_;
  RequestForm request_;
  std::optional<AnswerForm> answer_;
  std::vector<Connection> connections_;
  std::vector<Slot> slots_;
  int poll_ = -1;
  uint64_t counter_ = 0;
  size_t inFlight_ = 0;
  size_t checked_ = 0;
  size_t measured_ = 0;
  bool isMeasuring_ = false;
  int64_t measureFromNs_ = 0;
  int64_t stopAtNs_ = 0;
  int64_t endNs_ = 0;
  double serverCPU_ = 0;
  double ownCPU_ = 0;
  Histogram latencies_;
};

}  // namespace bench
