// The reference server: the work that Rialto does on `tools/call` of its `echo` tool in the stateless revision
// 2026-07-28, done with generated protobuf code as fast as it goes. A request is parsed onto an arena whose memory is
// kept; a response keeps its constant parts from one request to the next.
#include <google/protobuf/arena.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include "reference.pb.h"
#include "server.h"

namespace {

using google::protobuf::Arena;
using reference::Object;
using reference::ResultObject;
using reference::ResultValue;
using reference::Value;

enum Code { kInvalidRequest = -32600, kMethodNotFound = -32601, kInvalidParams = -32602 };

// The member's value, or null where it is absent. Of members with one key the last counts, as in a map.
const Value* Find(const Object& object, const char* name) {
  for (int i = object.fields_size(); i-- > 0;) {
    if (object.fields(i).key() == name) return &object.fields(i).value();
  }
  return nullptr;
}

const Object* FindObject(const Object& object, const char* name) {
  const Value* value = Find(object, name);
  return value && value->has_struct_value() ? &value->struct_value() : nullptr;
}

const std::string* FindString(const Object& object, const char* name) {
  const Value* value = Find(object, name);
  return value && value->has_string_value() ? &value->string_value() : nullptr;
}

bool IsStruct(const std::string& url) {
  constexpr char kSuffix[] = "/google.protobuf.Struct";
  constexpr size_t kSuffixBytes = sizeof kSuffix - 1;
  return url.size() >= kSuffixBytes && url.compare(url.size() - kSuffixBytes, kSuffixBytes, kSuffix) == 0;
}

ResultValue* Add(ResultObject* object, const char* key) {
  auto* member = object->add_fields();
  member->set_key(key);
  return member->mutable_value();
}

class Reference {
 public:
  Reference() {
    success_.set_jsonrpc("2.0");
    failure_.set_jsonrpc("2.0");
    success_.mutable_result()->set_type_url("type.googleapis.com/google.protobuf.Struct");
    ResultObject* result = success_.mutable_result()->mutable_value();
    Add(result, "resultType")->set_string_value("complete");
    ResultObject* content = Add(result, "content")->mutable_list_value()->add_values()->mutable_struct_value();
    Add(content, "type")->set_string_value("text");
    contentText_ = Add(content, "text");
    structuredText_ = Add(Add(result, "structuredContent")->mutable_struct_value(), "text");
    ResultObject* info =
        Add(Add(result, "_meta")->mutable_struct_value(), "io.modelcontextprotocol/serverInfo")->mutable_struct_value();
    Add(info, "name")->set_string_value("rialto");
    Add(info, "version")->set_string_value("0.1.0");
  }

  grpc::Status Answer(grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
    auto* request = Arena::CreateMessage<reference::Request>(&arena_);
    const bool parsed = Parse(in, request);
    if (parsed) Write(Run(*request), *request, out);
    (void)contentText_->release_string_value();
    (void)structuredText_->release_string_value();
    arena_.Reset();
    if (parsed) return grpc::Status::OK;
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "the request is malformed");
  }

 private:
  static bool Parse(grpc::ByteBuffer* in, reference::Request* request) {
    grpc::Slice whole;
    if (in->TrySingleSlice(&whole).ok()) return request->ParseFromArray(whole.begin(), static_cast<int>(whole.size()));
    grpc::ProtoBufferReader reader(in);
    return request->ParseFromZeroCopyStream(&reader);
  }

  static void Write(reference::Response* response, const reference::Request& request, grpc::ByteBuffer* out) {
    if (request.has_id()) {
      response->set_id(request.id());
      response->clear_integer_id();
    } else {
      response->clear_id();
      if (request.has_integer_id()) response->set_integer_id(request.integer_id());
    }
    grpc::Slice slice(response->ByteSizeLong());
    response->SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
    grpc::ByteBuffer bytes(&slice, 1);
    out->Swap(&bytes);
  }

  reference::Response* Run(const reference::Request& request) {
    if (request.jsonrpc() != "2.0") return Fail(kInvalidRequest, "jsonrpc is not 2.0");
    if (request.has_id() == request.has_integer_id()) return Fail(kInvalidRequest, "no id, or two");
    if (request.method() != "tools/call") return Fail(kMethodNotFound, "unknown method");
    if (!IsStruct(request.params().type_url())) return Fail(kInvalidParams, "params are not a Struct");
    const Object& params = request.params().value();

    const Object* meta = FindObject(params, "_meta");
    if (!meta) return Fail(kInvalidParams, "no _meta object");
    const std::string* version = FindString(*meta, "io.modelcontextprotocol/protocolVersion");
    if (!version || *version != "2026-07-28") return Fail(kInvalidParams, "unsupported revision");
    if (!FindObject(*meta, "io.modelcontextprotocol/clientCapabilities")) {
      return Fail(kInvalidParams, "no client capabilities");
    }
    const std::string* name = FindString(params, "name");
    if (!name || *name != "echo") return Fail(kInvalidParams, "unknown tool");
    const Object* arguments = FindObject(params, "arguments");
    const std::string* text = arguments ? FindString(*arguments, "text") : nullptr;
    if (!text || arguments->fields_size() != 1) return Fail(kInvalidParams, "the arguments are not one string, text");
    // Lent until the response is written, to save two copies.
    contentText_->set_allocated_string_value(const_cast<std::string*>(text));
    structuredText_->set_allocated_string_value(const_cast<std::string*>(text));
    return &success_;
  }

  reference::Response* Fail(Code code, const char* message) {
    failure_.mutable_error()->set_code(code);
    failure_.mutable_error()->set_message(message);
    return &failure_;
  }

  static google::protobuf::ArenaOptions Options(char* block, size_t sizeBytes) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block;
    options.initial_block_size = sizeBytes;
    return options;
  }

  char block_[16 << 10];
  Arena arena_{Options(block_, sizeof block_)};
  reference::Response success_;
  reference::Response failure_;
  ResultValue* contentText_ = nullptr;
  ResultValue* structuredText_ = nullptr;
};

}  // namespace

int main(int count, char** arguments) { return bench::Main<Reference>(count, arguments); }
