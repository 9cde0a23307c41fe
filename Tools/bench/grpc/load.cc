// The load generator: keeps a fixed number of requests in flight for a fixed time, or measures one moment of a
// server's life. Prints one line of JSON. Any wrong answer, or none for half a minute, fails the run.
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <memory>

#include "calls.h"
#include "tuning.h"

namespace bench {
namespace {

constexpr char kUsage[] =
    "usage: load unary|stream [options]      requests a second, CPU time and latency\n"
    "       load idle [options]              memory of an idle stream\n"
    "       load first [options] -- COMMAND  from starting COMMAND to its first answer\n"
    "  --address HOST:PORT (127.0.0.1:18080)  --pid PID: the server's\n"
    "  --text-bytes N (100)  --in-flight N (64)  --connections N (4)  --streams N (1000, idle only)\n"
    "  --warm-up SECONDS (0.5)  --seconds SECONDS (2)  --expect result|echo\n";

[[noreturn]] void Usage() {
  fputs(kUsage, stderr);
  exit(64);
}

Options Parse(int count, char** arguments) {
  Options options;
  if (count < 2) Usage();
  options.mode = arguments[1];
  for (int i = 2; i < count; i += 2) {
    const std::string name = arguments[i];
    if (i + 1 == count) Usage();
    if (name == "--") {
      options.command = arguments + i + 1;
      break;
    }
    const char* value = arguments[i + 1];
    if (name == "--address") options.address = value;
    else if (name == "--text-bytes") options.textBytes = static_cast<size_t>(atoll(value));
    else if (name == "--in-flight") options.inFlight = atoi(value);
    else if (name == "--connections") options.connections = atoi(value);
    else if (name == "--streams") options.streams = atoi(value);
    else if (name == "--warm-up") options.warmUpSeconds = atof(value);
    else if (name == "--seconds") options.seconds = atof(value);
    else if (name == "--pid") options.pid = atoi(value);
    else if (name == "--expect") options.expected = value == std::string("echo") ? Expected::kEcho : Expected::kResult;
    else Usage();
  }
  if (options.connections < 1 || options.inFlight < options.connections) Usage();
  return options;
}

void Sustain(const Options& options) {
  Load load(options);
  load.Connect();
  load.measureFromNs = NowNs() + static_cast<int64_t>(options.warmUpSeconds * 1e9);
  load.stopAtNs = load.measureFromNs + static_cast<int64_t>(options.seconds * 1e9);
  std::deque<Unary> calls;
  std::deque<Stream> streams;
  const int connections = options.connections;
  if (options.mode == "unary") {
    for (int i = 0; i < options.inFlight; ++i) calls.emplace_back(&load, load.channels[i % connections]).Start();
  } else {
    for (int i = 0; i < connections; ++i) {
      const int slots = options.inFlight / connections + (i < options.inFlight % connections);
      streams.emplace_back(&load, load.channels[i], slots).Start();
    }
  }
  load.Run();
  const auto answers = static_cast<double>(load.measuredAnswers);
  const double seconds = static_cast<double>(load.measuredNs) / 1e9;
  printf("{\"requests\": %.0f, \"seconds\": %.6f, \"requests_per_second\": %.1f, \"server_cpu_us\": %.4f, "
         "\"server_cpu_share\": %.4f, \"load_cpu_share\": %.4f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"parsed\": %llu, "
         "\"request_bytes\": %zu}\n",
         answers, seconds, answers / seconds, load.serverCPUSeconds / answers * 1e6, load.serverCPUSeconds / seconds,
         load.ownCPUSeconds / seconds, load.latencies.QuantileUs(0.5), load.latencies.QuantileUs(0.99),
         static_cast<unsigned long long>(load.messages.parsed()), load.messages.requestBytes());
}

// Every stream has had one answer, so the server has accepted it; the first stream of each connection is not counted.
void MeasureIdle(const Options& options) {
  Load load(options);
  load.Connect();
  std::deque<Stream> streams;
  const auto open = [&](int first, int last) {
    for (int i = first; i < last; ++i) streams.emplace_back(&load, load.channels[i % options.connections], 1).Start();
    load.Run(static_cast<uint64_t>(last));
  };
  open(0, options.connections);
  const double before = ResidentKiB(options.pid);
  open(options.connections, options.connections + options.streams);
  const double after = ResidentKiB(options.pid);
  printf("{\"streams\": %d, \"kib_per_stream\": %.3f}\n", options.streams, (after - before) / options.streams);
}

bool Listens(const sockaddr_in& address) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool accepted = connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(descriptor);
  return accepted;
}

void MeasureFirst(const Options& options) {
  if (!options.command) Usage();
  const size_t colon = options.address.find(':');
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  if (colon == std::string::npos || inet_pton(AF_INET, options.address.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    Die("not an IPv4 address and port: %s", options.address.c_str());
  }
  address.sin_port = htons(static_cast<uint16_t>(atoi(options.address.c_str() + colon + 1)));
  if (Listens(address)) Die("%s is in use", options.address.c_str());
  Load load(options);
  load.stopping = true;  // one call, and no other after it

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int64_t startNs = NowNs();
  if (const int error = posix_spawnp(&child, options.command[0], &actions, nullptr, options.command, environ)) {
    Die("cannot start %s: %s", options.command[0], strerror(error));
  }
  const timespec pause = {0, 100'000};
  while (!Listens(address)) {
    if (waitpid(child, nullptr, WNOHANG) == child) Die("%s ended before it answered", options.command[0]);
    nanosleep(&pause, nullptr);
  }
  load.Connect();
  Unary call(&load, load.channels[0]);
  call.Start();
  load.Run();
  const double milliseconds = static_cast<double>(NowNs() - startNs) / 1e6;
  const double residentKiB = ResidentKiB(child);
  kill(child, SIGTERM);
  waitpid(child, nullptr, 0);
  printf("{\"first_answer_ms\": %.3f, \"resident_kib\": %.0f}\n", milliseconds, residentKiB);
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  const bench::Options options = bench::Parse(count, arguments);
  alarm(static_cast<unsigned>(options.warmUpSeconds + options.seconds) + 30);
  bench::TuneProcess();
  grpc_init();
  if (options.mode == "unary" || options.mode == "stream") {
    bench::Sustain(options);
  } else if (options.mode == "idle") {
    bench::MeasureIdle(options);
  } else if (options.mode == "first") {
    bench::MeasureFirst(options);
  } else {
    bench::Usage();
  }
  fflush(stdout);
  _exit(0);  // the process's end frees what the calls hold
}
