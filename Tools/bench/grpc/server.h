// The skeleton of both C++ servers: an asynchronous libgrpc++ server with one completion queue and one polling thread
// per core, which share nothing. A program supplies the answer to one message; messages are byte buffers here, so that
// each program decides how they are parsed and where the parsed form lives.
#pragma once

#include <grpcpp/grpcpp.h>
#include <pthread.h>
#include <signal.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "mcp/mcp.grpc.pb.h"
#include "tuning.h"

namespace bench {

// Raw and registered: the core delivers a unary request together with its call, in one event.
using Service = mcp::MCPService::WithRawMethod_ExecuteRequest<
    mcp::MCPService::WithRawMethod_StreamRequests<mcp::MCPService::WithAsyncMethod_ServerStream<
        mcp::MCPService::WithAsyncMethod_HealthCheck<mcp::MCPService::Service>>>>;

// What a completion queue returns. One object is the tag of at most one pending operation.
class Tag {
 public:
  virtual void Complete(bool ok) = 0;

 protected:
  ~Tag() = default;
};

// A tag that calls a member function of its owner.
template <typename Owner, void (Owner::*method)(bool)>
class MemberTag final : public Tag {
 public:
  explicit MemberTag(Owner* owner) : owner_(owner) {}
  void Complete(bool ok) override { (owner_->*method)(ok); }

 private:
  Owner* const owner_;
};

// One polling thread's calls. `Answerer` has `grpc::Status Answer(grpc::ByteBuffer* request, grpc::ByteBuffer*
// answer)` and is used by this thread only.
template <typename Answerer>
class Worker {
 public:
  Worker(Service* service, std::unique_ptr<grpc::ServerCompletionQueue> queue)
      : service_(service), queue_(std::move(queue)) {}

  // Serves until the server shuts down and the last call has ended.
  void Run() {
    for (int i = 0; i < kUnaryAhead; ++i) unary_.emplace_back(this).Request();
    for (int i = 0; i < kStreamsAhead; ++i) RequestStream();
    void* tag = nullptr;
    bool ok = false;
    int eventsWaited = 0;
    while (calls_ > 0) {
      // While answers wait, look for more events without blocking: every answer found joins the same socket write.
      const bool waiting = !unwritten_.empty();
      const auto next = queue_->AsyncNext(&tag, &ok, waiting ? gpr_inf_past(GPR_CLOCK_MONOTONIC)
                                                             : gpr_inf_future(GPR_CLOCK_MONOTONIC));
      if (next == grpc::CompletionQueue::GOT_EVENT) static_cast<Tag*>(tag)->Complete(ok);
      if (next == grpc::CompletionQueue::TIMEOUT || ++eventsWaited == kMaxEventsWaited) {
        for (Stream* stream : unwritten_) {
          if (stream) stream->StopWaiting();
        }
        unwritten_.clear();
        eventsWaited = 0;
      }
    }
  }

  // After `Run` and the server's own shutdown.
  void Close() {
    queue_->Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
    }
  }

 private:
  // Unary calls requested before they arrive, and so the most that are answered at once.
  static constexpr int kUnaryAhead = 256;
  static constexpr int kStreamsAhead = 64;
  // Answers of one stream that wait for the peer to read; at this number the stream stops reading.
  static constexpr size_t kMaxQueued = 256;
  // Answers are joined up to this size. Measured: without joining, answers of 200 B cost twice the CPU; without the
  // limit, those of 32 KiB cost a third more, because they have left the cache when the kernel copies them.
  static constexpr size_t kMaxJoinedBytes = 64 << 10;
  // Events that may pass before answers are written although no quiet moment came.
  static constexpr int kMaxEventsWaited = 256;

  class Unary final : public Tag {
   public:
    explicit Unary(Worker* worker) : worker_(worker) {}

    void Request() {
      ++worker_->calls_;
      call_.emplace();
      answering_ = false;
      worker_->service_->RequestExecuteRequest(&call_->context, &request_, &call_->writer, worker_->queue_.get(),
                                               worker_->queue_.get(), this);
    }

    void Complete(bool ok) override {
      if (answering_) {
        Request();
        return worker_->Ended();
      }
      if (!ok) return worker_->Ended();  // the server shuts down
      answering_ = true;
      const grpc::Status status = worker_->answerer_.Answer(&request_, &answer_);
      if (status.ok()) {
        call_->writer.Finish(answer_, status, this);
        answer_.Clear();
      } else {
        call_->writer.FinishWithError(status, this);
      }
    }

   private:
    // A context serves one call, so it is made anew in the same memory.
    struct Call {
      grpc::ServerContext context;
      grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer{&context};
    };

    Worker* const worker_;
    std::optional<Call> call_;
    grpc::ByteBuffer request_;
    grpc::ByteBuffer answer_;
    bool answering_ = false;
  };

  class Stream final {
   public:
    explicit Stream(Worker* worker) : worker_(worker) {}

    void Request() {
      worker_->service_->RequestStreamRequests(&context_, &stream_, worker_->queue_.get(), worker_->queue_.get(),
                                               &started_);
    }

    // Writes the oldest waiting answer, and lets the core hold it back while another follows. Not the first: it takes
    // the initial metadata along, whose write would then never complete.
    void WriteNext() {
      grpc::WriteOptions options;
      const size_t sizeBytes = answers_.front().Length();
      queuedBytes_ -= sizeBytes;
      joinedBytes_ += sizeBytes;
      if (answers_.size() > 1 && sentMetadata_ && joinedBytes_ < kMaxJoinedBytes) {
        options.set_buffer_hint();
      } else {
        joinedBytes_ = 0;
      }
      sentMetadata_ = true;
      writing_ = true;
      stream_.Write(answers_.front(), options, &written_);
      answers_.pop_front();
      if (!reading_ && !ended_ && answers_.size() < kMaxQueued) Read();
    }

    void StopWaiting() {
      waitingAt_ = kNowhere;
      WriteNext();
    }

   private:
    static constexpr size_t kNowhere = SIZE_MAX;

    void Started(bool ok) {
      if (!ok) return Finished(false);  // the server shuts down
      worker_->RequestStream();
      Read();
    }

    void Read() {
      reading_ = true;
      stream_.Read(&incoming_, &read_);
    }

    void DidRead(bool ok) {
      reading_ = false;
      if (!ok) {
        ended_ = true;
        return FinishWhenIdle();
      }
      request_.Swap(&incoming_);
      if (answers_.size() + 1 < kMaxQueued) Read();
      if (broken_) return;
      grpc::ByteBuffer& answer = answers_.emplace_back();
      const grpc::Status status = worker_->answerer_.Answer(&request_, &answer);
      if (!status.ok()) {
        answers_.pop_back();
        failure_ = status;
        context_.TryCancel();
        return;
      }
      queuedBytes_ += answer.Length();
      if (writing_) return;
      if (queuedBytes_ >= kMaxJoinedBytes) {
        if (waitingAt_ != kNowhere) worker_->unwritten_[waitingAt_] = nullptr;
        StopWaiting();
      } else if (waitingAt_ == kNowhere) {
        waitingAt_ = worker_->unwritten_.size();
        worker_->unwritten_.push_back(this);
      }
    }

    void DidWrite(bool ok) {
      writing_ = false;
      if (!ok) {
        broken_ = true;
        answers_.clear();
        queuedBytes_ = 0;
        if (!reading_ && !ended_) Read();
      }
      if (!answers_.empty()) return WriteNext();
      FinishWhenIdle();
    }

    void FinishWhenIdle() {
      if (!ended_ || writing_ || waitingAt_ != kNowhere) return;
      stream_.Finish(failure_, &finished_);
    }

    void Finished(bool) {
      worker_->Ended();
      delete this;
    }

    Worker* const worker_;
    grpc::ServerContext context_;
    grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_{&context_};
    MemberTag<Stream, &Stream::Started> started_{this};
    MemberTag<Stream, &Stream::DidRead> read_{this};
    MemberTag<Stream, &Stream::DidWrite> written_{this};
    MemberTag<Stream, &Stream::Finished> finished_{this};
    grpc::ByteBuffer incoming_;
    grpc::ByteBuffer request_;
    std::deque<grpc::ByteBuffer> answers_;
    size_t queuedBytes_ = 0;
    // Written since the last write that the core was not told to hold back.
    size_t joinedBytes_ = 0;
    // Where in the worker's list of unwritten streams this one is.
    size_t waitingAt_ = kNowhere;
    grpc::Status failure_;
    bool reading_ = false;
    bool writing_ = false;
    bool sentMetadata_ = false;
    bool ended_ = false;
    bool broken_ = false;
  };

  void RequestStream() {
    ++calls_;
    (new Stream(this))->Request();
  }

  void Ended() { --calls_; }

  Service* const service_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Answerer answerer_;
  int calls_ = 0;
  std::deque<Unary> unary_;
  // Streams with answers and no write under way; null where a stream has written since.
  std::vector<Stream*> unwritten_;
};

// The program: `NAME ADDRESS [THREADS]`, until SIGTERM or SIGINT.
template <typename Answerer>
int Main(int count, char** arguments) {
  const int threads = count == 3 ? atoi(arguments[2]) : 1;
  if (count < 2 || count > 3 || threads < 1) {
    fprintf(stderr, "usage: %s ADDRESS [THREADS]\n", arguments[0]);
    return 64;
  }
  TuneProcess();
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // before the library starts threads, which inherit it

  Service service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(arguments[1], grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  std::vector<std::unique_ptr<Worker<Answerer>>> workers;
  for (int i = 0; i < threads; ++i) {
    workers.push_back(std::make_unique<Worker<Answerer>>(&service, builder.AddCompletionQueue()));
  }
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server || port == 0) {
    fprintf(stderr, "%s: cannot listen on %s\n", arguments[0], arguments[1]);
    return 1;
  }
  std::vector<std::thread> pollers;
  for (auto& worker : workers) pollers.emplace_back([&worker] { worker->Run(); });
  int received = 0;
  sigwait(&stops, &received);
  server->Shutdown(std::chrono::system_clock::now());
  for (auto& poller : pollers) poller.join();
  for (auto& worker : workers) worker->Close();
  return 0;
}

}  // namespace bench
