// The load generator: keeps a fixed number of requests in flight for a fixed time, or measures the memory of WebSockets
// that say nothing. Prints one line of JSON. Any wrong answer, or none for half a minute, fails the run.
#include <signal.h>

#include "load.h"

namespace bench {
namespace {

constexpr char kUsage[] =
    "usage: load http|websocket [options]        requests a second, CPU time and latency\n"
    "       load stdio [options] -- COMMAND      the same over COMMAND's standard input and output\n"
    "       load idle [options]                  memory of a WebSocket after one request\n"
    "  --address HOST:PORT (127.0.0.1:18080)  --pid PID: the server's  --connections N (64)  --in-flight N (1 each)\n"
    "  --text-bytes N (100)  --warm-up SECONDS (0.5)  --seconds SECONDS (2)\n"
    "  --session REVISION: opens a session first\n";

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
    else if (name == "--session") options.session = value;
    else if (name == "--text-bytes") options.textBytes = strtoull(value, nullptr, 10);
    else if (name == "--connections") options.connections = strtoull(value, nullptr, 10);
    else if (name == "--in-flight") options.inFlight = strtoull(value, nullptr, 10);
    else if (name == "--warm-up") options.warmUpSeconds = atof(value);
    else if (name == "--seconds") options.seconds = atof(value);
    else if (name == "--pid") options.pid = atoi(value);
    else Usage();
  }
  if (options.mode != "http" && options.mode != "websocket" && options.mode != "stdio" && options.mode != "idle") Usage();
  if ((options.mode == "stdio") != (options.command != nullptr)) Usage();
  if (options.connections * options.inFlight < 1 || options.connections * options.inFlight > 99'999) Usage();
  return options;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  const bench::Options options = bench::Parse(count, arguments);
  signal(SIGPIPE, SIG_IGN);
  alarm(static_cast<unsigned>(options.warmUpSeconds + options.seconds) + 120);
  bench::Load load(options);
  if (options.mode == "idle") {
    load.ReportIdle();
  } else {
    load.Open(options.mode == "stdio" ? 1 : options.connections);
    load.Sustain();
    load.Report();
  }
  load.Finish();
}
