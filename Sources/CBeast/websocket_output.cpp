#include "websocket.hpp"

namespace cbeast {

void WebSocket::send(const cbeast_piece *pieces, size_t count) {
  pieces_.assign(pieces, pieces + count);
  next_piece_ = 0;
  write_next();
}

/// Beast writes a message at a time, and compresses. Without that a frame is a few bytes before the message, so that many
/// go out at once and without waiting, past Beast.
void WebSocket::write_next() {
  if (phase_ != Phase::open || is_writing_ || pieces_.empty()) return;
  if (loop.limits.websocket_deflate) return write_by_beast();
  auto &watch = stream_.next_layer();
  while (watch.is_free()) {
    auto &output = output_ ? *output_ : loop.frames;
    if (output.is_empty()) {
      watch.release();
      if (!watch.is_free()) break;
      if (next_piece_ == pieces_.size() || has_sent_close_ || watch.has_closed()) {
        output_ = nullptr;
        pieces_.clear();
        patience_.end();
        touch();
        return loop.callbacks.sent(socket_);
      }
      gather(output);
    }
    auto attempt = watch.write(output.buffers());
    if (attempt.outcome == Attempt::done) {
      output.consume(attempt.bytes);
    } else if (attempt.outcome == Attempt::wants_read || attempt.outcome == Attempt::wants_write) {
      if (!output_) {
        output_ = std::make_unique<Output>();
        output_->take(output);
      }
      return wait_to_write(attempt.outcome);
    } else {
      output = {};
      // The end of the connection is told where it is read, if it is.
      return is_reading_ ? void() : over(asio::error::connection_reset);
    }
  }
  patience_.begin(socket(), loop.limits.write_timeout);
}

/// Makes frames of pieces. A few bytes are copied, so that the system gets one piece of memory.
void WebSocket::gather(Output &output) {
  constexpr size_t copied_bytes = 16 << 10;
  constexpr size_t gathered_bytes = 64 << 10;
  while (next_piece_ < pieces_.size() && output.text_bytes() < gathered_bytes) {
    auto &piece = pieces_[next_piece_++];
    char header[10];
    size_t length_bytes = piece.length < 126 ? 0 : piece.length < 65536 ? 2 : 8;
    header[0] = static_cast<char>(piece.is_text ? 0x81 : 0x82);
    header[1] = static_cast<char>(length_bytes == 0 ? piece.length : length_bytes == 2 ? 126 : 127);
    for (size_t index = 0; index < length_bytes; ++index) {
      header[2 + index] = static_cast<char>(static_cast<uint64_t>(piece.length) >> 8 * (length_bytes - 1 - index));
    }
    output.append({header, 2 + length_bytes});
    if (piece.length > copied_bytes) return output.refer(piece.start, piece.length);
    output.append({static_cast<const char *>(piece.start), piece.length});
  }
}

void WebSocket::wait_to_write(Attempt::Outcome outcome) {
  is_writing_ = true;
  patience_.begin(socket(), loop.limits.write_timeout);
  socket().wait(outcome, [self = shared_from_this()](error_code error) {
    self->is_writing_ = false;
    if (!error) self->write_next();
  });
}

/// A message at a time, compressed if the client wants it.
void WebSocket::write_by_beast() {
  if (next_piece_ == pieces_.size() || has_sent_close_) {
    pieces_.clear();
    return loop.callbacks.sent(socket_);
  }
  auto &piece = pieces_[next_piece_++];
  stream_.text(piece.is_text);
  is_writing_ = true;
  patience_.begin(socket(), loop.limits.write_timeout);
  stream_.async_write(
      asio::buffer(piece.start, piece.length), [self = shared_from_this()](error_code error, size_t) {
        self->is_writing_ = false;
        self->patience_.end();
        if (self->phase_ != Phase::open) return;
        // The end of the connection is told where it is read, if it is.
        if (error) return self->is_reading_ ? void() : self->over(error);
        self->touch();
        self->write_next();
      });
}

}  // namespace cbeast
