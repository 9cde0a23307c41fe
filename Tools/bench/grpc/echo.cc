// A server that returns the bytes it was sent, unparsed: the floor of what gRPC costs with this library.
#include "server.h"

namespace {

struct Echo {
  grpc::Status Answer(grpc::ByteBuffer* request, grpc::ByteBuffer* answer) {
    answer->Clear();
    answer->Swap(request);
    return grpc::Status::OK;
  }
};

}  // namespace

int main(int count, char** arguments) { return bench::Main<Echo>(count, arguments); }
