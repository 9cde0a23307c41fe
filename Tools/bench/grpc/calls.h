// The calls of the load generator: one thread, one completion queue, the C core's own client.
#pragma once

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdlib>
#include <deque>
#include <vector>

#include "measure.h"
#include "message.h"

namespace bench {

[[noreturn]] inline void Die(const char* format, ...) {
  va_list values;
  va_start(values, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, values);
  fputc('\n', stderr);
  _exit(1);
}

struct Options {
  std::string mode;
  std::string address = "127.0.0.1:18080";
  size_t textBytes = 100;
  int inFlight = 64;
  int connections = 4;
  int streams = 1000;
  double warmUpSeconds = 0.5;
  double seconds = 2;
  int pid = 0;
  Expected expected = Expected::kResult;
  char** command = nullptr;
};

class Tag {
 public:
  virtual void Complete(bool ok) = 0;

 protected:
  ~Tag() = default;
};

class Stream;

// The queue, the connections and the account that all calls share.
class Load {
 public:
  explicit Load(const Options& options) : options(options), messages(options.textBytes, options.expected) {
    queue = grpc_completion_queue_create_for_next(nullptr);
  }

  // Connections of their own: without the argument, channels to one address share a connection.
  void Connect() {
    grpc_arg argument;
    argument.type = GRPC_ARG_INTEGER;
    argument.key = const_cast<char*>(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL);
    argument.value.integer = 1;
    const grpc_channel_args arguments = {1, &argument};
    for (int i = 0; i < options.connections; ++i) {
      grpc_channel_credentials* credentials = grpc_insecure_credentials_create();
      channels.push_back(grpc_channel_create(options.address.c_str(), credentials, &arguments));
      grpc_channel_credentials_release(credentials);
    }
  }

  void Start(grpc_call* call, const grpc_op* operations, size_t count, Tag* tag) {
    const grpc_call_error error = grpc_call_start_batch(call, operations, count, tag, nullptr);
    if (error != GRPC_CALL_OK) Die("grpc_call_start_batch: %s", grpc_call_error_to_string(error));
  }

  // Handles events until nothing is outstanding, or until this many answers have come since the load was made.
  void Run(uint64_t answers = UINT64_MAX);

  // Counts an answer that was asked for at `startNs`, and returns its id.
  int64_t Receive(grpc_byte_buffer* answer, int64_t startNs) {
    if (!answer) Die("a call ended without an answer");
    const int64_t id = messages.Check(answer);
    if (id < 0) Die("wrong answer: %s", messages.problem().c_str());
    grpc_byte_buffer_destroy(answer);
    ++answered;
    if (measuring && startNs) latencies.Add(nowNs - startNs);
    return id;
  }

  const Options& options;
  Messages messages;
  grpc_completion_queue* queue;
  std::vector<grpc_channel*> channels;
  std::vector<Stream*> unwritten;
  std::vector<Stream*> writing;
  Histogram latencies;
  uint64_t nextID = 0;
  uint64_t answered = 0;
  uint64_t measuredAnswers = 0;
  int64_t nowNs = NowNs();
  // When to begin and end counting.
  int64_t measureFromNs = INT64_MAX;
  int64_t stopAtNs = INT64_MAX;
  int64_t measuredNs = 0;
  double serverCPUSeconds = 0;
  double ownCPUSeconds = 0;
  int outstanding = 0;
  bool measuring = false;
  bool stopping = false;

 private:
  void Clock();
};

// One unary call after another.
class Unary final : public Tag {
 public:
  Unary(Load* load, grpc_channel* channel) : load_(load), channel_(channel) {
    method_ = grpc_channel_register_call(channel, "/mcp.MCPService/ExecuteRequest", nullptr, nullptr);
    grpc_metadata_array_init(&initial_);
    grpc_metadata_array_init(&trailing_);
    operations_[0].op = GRPC_OP_SEND_INITIAL_METADATA;
    operations_[1].op = GRPC_OP_SEND_MESSAGE;
    operations_[2].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    operations_[3].op = GRPC_OP_RECV_INITIAL_METADATA;
    operations_[3].data.recv_initial_metadata.recv_initial_metadata = &initial_;
    operations_[4].op = GRPC_OP_RECV_MESSAGE;
    operations_[4].data.recv_message.recv_message = &answer_;
    operations_[5].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    operations_[5].data.recv_status_on_client = {&trailing_, &status_, &details_, nullptr};
  }

  void Start() {
    startNs_ = load_->nowNs;
    id_ = static_cast<int64_t>(load_->nextID++);
    call_ = grpc_channel_create_registered_call(channel_, nullptr, GRPC_PROPAGATE_DEFAULTS, load_->queue, method_,
                                                gpr_inf_future(GPR_CLOCK_MONOTONIC), nullptr);
    grpc_byte_buffer* request = load_->messages.Request(static_cast<uint64_t>(id_));
    operations_[1].data.send_message.send_message = request;
    load_->Start(call_, operations_, 6, this);
    grpc_byte_buffer_destroy(request);
    ++load_->outstanding;
  }

  void Complete(bool) override {
    --load_->outstanding;
    if (status_ != GRPC_STATUS_OK) {
      Die("status %d: %.*s", status_, static_cast<int>(GRPC_SLICE_LENGTH(details_)), GRPC_SLICE_START_PTR(details_));
    }
    if (load_->Receive(answer_, startNs_) != id_) Die("the answer has another request's id");
    grpc_slice_unref(details_);
    grpc_metadata_array_destroy(&initial_);
    grpc_metadata_array_destroy(&trailing_);
    grpc_metadata_array_init(&initial_);
    grpc_metadata_array_init(&trailing_);
    grpc_call_unref(call_);
    if (!load_->stopping) Start();
  }

 private:
  Load* const load_;
  grpc_channel* const channel_;
  void* method_;
  grpc_op operations_[6] = {};
  grpc_metadata_array initial_;
  grpc_metadata_array trailing_;
  grpc_byte_buffer* answer_ = nullptr;
  grpc_status_code status_ = GRPC_STATUS_UNKNOWN;
  grpc_slice details_ = grpc_empty_slice();
  grpc_call* call_ = nullptr;
  int64_t startNs_ = 0;
  int64_t id_ = 0;
};

// One StreamRequests call with a number of requests in flight; a request's id modulo that number is its slot.
class Stream final {
 public:
  Stream(Load* load, grpc_channel* channel, int slots) : load_(load), startNs_(slots) {
    grpc_metadata_array_init(&initial_);
    grpc_metadata_array_init(&trailing_);
    const grpc_slice path = grpc_slice_from_static_string("/mcp.MCPService/StreamRequests");
    call_ = grpc_channel_create_call(channel, nullptr, GRPC_PROPAGATE_DEFAULTS, load->queue, path, nullptr,
                                     gpr_inf_future(GPR_CLOCK_MONOTONIC), nullptr);
  }

  void Start() {
    grpc_op opening[2] = {};
    opening[0].op = GRPC_OP_SEND_INITIAL_METADATA;
    opening[1].op = GRPC_OP_RECV_INITIAL_METADATA;
    opening[1].data.recv_initial_metadata.recv_initial_metadata = &initial_;
    grpc_op ending = {};
    ending.op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ending.data.recv_status_on_client = {&trailing_, &status_, &details_, nullptr};
    Begin(opening, 2, &opened_);
    Begin(&ending, 1, &ended_);
    Read();
    for (size_t slot = 0; slot < startNs_.size(); ++slot) ready_.push_back(slot);
    WriteNext();
  }

  // Writes the oldest waiting request, and lets the core hold it back while another follows.
  void WriteNext() {
    const size_t slot = ready_.front();
    ready_.pop_front();
    ++waiting_;
    startNs_[slot] = load_->nowNs;
    grpc_op operation = {};
    operation.op = GRPC_OP_SEND_MESSAGE;
    operation.flags = ready_.empty() ? 0 : GRPC_WRITE_BUFFER_HINT;
    grpc_byte_buffer* request = load_->messages.Request(load_->nextID++ * startNs_.size() + slot);
    operation.data.send_message.send_message = request;
    Begin(&operation, 1, &written_);
    grpc_byte_buffer_destroy(request);
    writing_ = true;
  }

  void Close() {
    if (closed_ || writing_ || waiting_) return;
    closed_ = true;
    grpc_op operation = {};
    operation.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    Begin(&operation, 1, &sentClose_);
  }

 private:
  template <void (Stream::*method)(bool)>
  class Event final : public Tag {
   public:
    explicit Event(Stream* stream) : stream_(stream) {}
    void Complete(bool ok) override {
      --stream_->load_->outstanding;
      (stream_->*method)(ok);
    }

   private:
    Stream* const stream_;
  };

  void Begin(const grpc_op* operations, size_t count, Tag* tag) {
    load_->Start(call_, operations, count, tag);
    ++load_->outstanding;
  }

  void Read() {
    grpc_op operation = {};
    operation.op = GRPC_OP_RECV_MESSAGE;
    operation.data.recv_message.recv_message = &answer_;
    Begin(&operation, 1, &read_);
  }

  void DidRead(bool) {
    if (!answer_) return;  // the stream ended; its status says how
    grpc_byte_buffer* answer = answer_;
    Read();
    const size_t slot = SlotOf(answer);
    --waiting_;
    if (load_->stopping) return Close();
    if (load_->options.mode == "idle") return;  // the stream stays open and silent
    ready_.push_back(slot);
    if (writing_) return;
    writing_ = true;  // from the queue of unwritten streams to the last request's write
    load_->unwritten.push_back(this);
  }

  size_t SlotOf(grpc_byte_buffer* answer) {
    if (waiting_ == 0) Die("an answer to no request");
    // The id is known only once the answer is checked, and the start time only with the id.
    const int64_t id = load_->Receive(answer, 0);
    const size_t slot = static_cast<size_t>(id) % startNs_.size();
    if (load_->measuring) load_->latencies.Add(load_->nowNs - startNs_[slot]);
    return slot;
  }

  void DidWrite(bool ok) {
    writing_ = false;
    if (!ok) return;  // the stream ended; its status says how
    if (!ready_.empty()) {
      WriteNext();  // also when stopping: the write before may be held back for this one
    } else if (load_->stopping) {
      Close();
    }
  }

  void Opened(bool) {}
  void SentClose(bool) {}

  void Ended(bool) {
    if (status_ != GRPC_STATUS_OK || !closed_) {
      Die("status %d: %.*s", status_, static_cast<int>(GRPC_SLICE_LENGTH(details_)), GRPC_SLICE_START_PTR(details_));
    }
  }

  Load* const load_;
  grpc_call* call_;
  std::vector<int64_t> startNs_;
  std::deque<size_t> ready_;
  grpc_metadata_array initial_;
  grpc_metadata_array trailing_;
  grpc_status_code status_ = GRPC_STATUS_UNKNOWN;
  grpc_slice details_ = grpc_empty_slice();
  grpc_byte_buffer* answer_ = nullptr;
  Event<&Stream::Opened> opened_{this};
  Event<&Stream::Ended> ended_{this};
  Event<&Stream::DidRead> read_{this};
  Event<&Stream::DidWrite> written_{this};
  Event<&Stream::SentClose> sentClose_{this};
  int waiting_ = 0;
  bool writing_ = false;
  bool closed_ = false;
};

inline void Load::Clock() {
  nowNs = NowNs();
  if (!measuring && !stopping && nowNs >= measureFromNs) {
    measuring = true;
    measureFromNs = nowNs;
    measuredAnswers = answered;
    serverCPUSeconds = -CPUSeconds(options.pid);
    ownCPUSeconds = -OwnCPUSeconds();
  } else if (measuring && nowNs >= stopAtNs) {
    measuring = false;
    stopping = true;
    measuredNs = nowNs - measureFromNs;
    measuredAnswers = answered - measuredAnswers;
    serverCPUSeconds += CPUSeconds(options.pid);
    ownCPUSeconds += OwnCPUSeconds();
  }
}

inline void Load::Run(uint64_t answers) {
  while (outstanding > 0 && answered < answers) {
    const auto until = unwritten.empty() ? gpr_inf_future(GPR_CLOCK_MONOTONIC) : gpr_inf_past(GPR_CLOCK_MONOTONIC);
    const grpc_event event = grpc_completion_queue_next(queue, until, nullptr);
    Clock();
    if (event.type == GRPC_OP_COMPLETE) {
      static_cast<Tag*>(event.tag)->Complete(event.success != 0);
    } else {
      writing.swap(unwritten);
      for (Stream* stream : writing) stream->WriteNext();
      writing.clear();
    }
  }
}

}  // namespace bench
