// A stream under Beast's WebSocket that counts the frames that come through it, since Beast tells of messages only, lets
// frames of somebody else go out between those of Beast, and takes out the plainest of those that come.
#pragma once

#include "frames.hpp"
#include "stream.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <memory_resource>
#include <string_view>

namespace cbeast {

class FrameWatch {
 public:
  using executor_type = Stream::executor_type;

  /// Whose stream it is.
  class Owner {
   public:
    /// A message has come in too many frames.
    virtual void has_excess() = 0;
    /// Beast has written a frame.
    virtual void is_free() = 0;
    /// Whether a message of so many bytes may be taken without Beast.
    virtual bool may_take(size_t bytes) const = 0;
    /// A message has come that Beast has not seen, and lies here until this returns. Beast waits as before for a frame,
    /// and nothing is read until `read_on`.
    virtual void take(std::string_view text) = 0;

   protected:
    ~Owner() = default;
  };

  FrameWatch(Stream stream, size_t max_frames, Owner &owner)
      : stream_(std::move(stream)), max_frames_(max_frames), owner_(owner) {}

  executor_type get_executor() { return stream_.get_executor(); }
  Stream &stream() { return stream_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers &buffers, Handler &&handler) {
    held_ = std::make_unique<Reading<Buffers, std::decay_t<Handler>>>(*this, buffers, std::forward<Handler>(handler));
    read_on();
  }

  /// Reads for Beast, where it still waits for what a message was taken in place of.
  bool read_on() {
    if (!held_) return false;
    auto &reading = *held_;
    reading.start(std::move(held_));
    return true;
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers &buffers, Handler &&handler) {
    if (is_taken_) {
      // Beast writes one thing at a time.
      auto write = [this, buffers, handler = std::forward<Handler>(handler)]() mutable {
        write_for_beast(buffers, std::move(handler));
      };
      waiting_ = std::make_unique<Waiting<decltype(write)>>(std::move(write));
    } else {
      write_for_beast(buffers, std::forward<Handler>(handler));
    }
  }

  /// Whether Beast is not in the middle of a frame.
  bool is_free() const { return !is_beast_writing_; }
  /// Beast has sent a frame that closes, after which nothing may be sent.
  bool has_closed() const { return has_closed_; }

  /// Writes bytes of frames, what goes without waiting; only when it is free. What Beast has to write waits until `release`
  /// where these bytes are not all.
  template <class Buffers>
  Attempt write(const Buffers &buffers) {
    is_taken_ = true;
    return stream_.write(buffers);
  }
  /// Nothing is read or written any more; what waits may hold on to whom we belong to.
  void abandon() {
    waiting_.reset();
    held_.reset();
  }
  /// The bytes written last end a frame.
  void release() {
    is_taken_ = false;
    if (auto waiting = std::move(waiting_)) waiting->go_on();
  }

 private:
  friend void beast_close_socket(FrameWatch &watch) { watch.stream_.close(); }

  /// Writes all of it: what Beast gives at once is a whole frame.
  template <class Buffers, class Handler>
  void write_for_beast(const Buffers &buffers, Handler &&handler) {
    constexpr unsigned char close = 0x88;
    is_beast_writing_ = true;
    auto first = first_filled<asio::const_buffer>(buffers);
    has_closed_ |= first.size() > 0 && *static_cast<const unsigned char *>(first.data()) == close;
    auto written = [this, handler = std::forward<Handler>(handler)](error_code error, size_t bytes) mutable {
      is_beast_writing_ = false;
      // Before the handler, which may be the last to hold on to us.
      if (!error) owner_.is_free();
      std::move(handler)(error, bytes);
    };
    // With an allocator that is not the standard one Asio does not keep the memory for its next operation, which is one
    // that waits to read and needs much less.
    asio::async_write(stream_, buffers, asio::bind_allocator(std::pmr::polymorphic_allocator<>(), std::move(written)));
  }

  /// What cannot be copied, as Beast's handlers, goes into no `std::function`.
  struct AnyWaiting {
    virtual ~AnyWaiting() = default;
    virtual void go_on() = 0;
  };
  template <class Work>
  struct Waiting final : AnyWaiting {
    explicit Waiting(Work work) : work(std::move(work)) {}
    void go_on() override { work(); }
    Work work;
  };

  /// What Beast wants to read. It is made once for all the messages that are taken before Beast sees anything.
  struct AnyReading {
    virtual ~AnyReading() = default;
    virtual void start(std::unique_ptr<AnyReading> self) = 0;
  };
  template <class Buffers, class Handler>
  struct Reading final : AnyReading {
    Reading(FrameWatch &watch, const Buffers &buffers, Handler handler)
        : watch(watch), buffers(buffers), handler(std::move(handler)) {}

    void start(std::unique_ptr<AnyReading> self) override {
      watch.stream_.async_read_some(buffers, [this, self = std::move(self)](error_code error, size_t bytes) mutable {
        // `Stream` reads into one part.
        auto part = asio::buffer(first_filled<asio::mutable_buffer>(buffers), bytes);
        if (!error && watch.takes(part, self)) return;
        watch.count(buffers, bytes);
        // The handler may be the last to hold on to whom the watch belongs to, and with it to this.
        auto handler = std::move(this->handler);
        self.reset();
        std::move(handler)(error, bytes);
      });
    }

    FrameWatch &watch;
    Buffers buffers;
    Handler handler;
  };

  /// Whether the bytes were a message that the owner has taken; then the reading is held, and this may be gone.
  bool takes(asio::mutable_buffer bytes, std::unique_ptr<AnyReading> &reading);

  template <class Buffers>
  void count(const Buffers &buffers, size_t bytes) {
    bool is_excess = false;
    for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
      asio::const_buffer buffer = *place;
      auto part = std::min(buffer.size(), bytes);
      is_excess |= counter_.exceeds(max_frames_, buffer.data(), part);
      bytes -= part;
    }
    if (is_excess) owner_.has_excess();
  }

  Stream stream_;
  const size_t max_frames_;
  Owner &owner_;
  FrameCounter counter_;
  bool is_beast_writing_ = false;
  bool is_taken_ = false;
  bool has_closed_ = false;
  std::unique_ptr<AnyWaiting> waiting_;
  std::unique_ptr<AnyReading> held_;
};

}  // namespace cbeast
