// What thread sanitizer cannot see by itself: one thing happens before another because of libraries that are not
// instrumented. Loaded before them by Tools/sanitize, this tells it so, and nothing has to be suppressed:
//
// - Swift's runtime tells the order of tasks, and that a continuation is resumed, but nothing where one is awaited that
//   has been resumed already.
// - A Mutex of Swift that had to wait takes its turn in Swift's library. (One that did not is seen.)
// - What an operation of gRPC's was begun with is there when a completion queue returns its tag; gRPC's own locks are
//   Abseil's, which wait in ways that the sanitizer does not know.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <grpc/grpc.h>
#include <link.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// The function of this name that would be called if it were not for this file.
#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void Lock(uint32_t thread, SELF void *mutex);
typedef SWIFT void Unlock(SELF void *mutex);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
  static Lock *real;
  if (!real) real = (Lock *)dlsym(RTLD_NEXT, LOCK_SLOW);
  real(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
  static Unlock *real;
  if (!real) real = (Unlock *)dlsym(RTLD_NEXT, UNLOCK_SLOW);
  __tsan_release(mutex);
  real(mutex);
}

// A continuation that is resumed before its task has gone to sleep, even while it is about to, lets the task go on
// without a word. So whoever resumes puts one in front of the code that the task goes on with; if the task sleeps, that
// is not called, and the runtime says it itself. Most continuations are resumed and awaited within the runtime's library,
// whose calls of itself nobody else sees; what it does call is the sanitizer, through a variable.

typedef struct Continuation Continuation;
typedef __attribute__((swiftasynccall)) void Resumption(__attribute__((swift_async_context)) Continuation *continuation);

// How a continuation begins.
struct Continuation {
  void *parent;
  Resumption *resumption;
  // The lowest bits are in use; an address has room above.
  uintptr_t flags;
};

// How a task begins.
typedef struct {
  void *unused[8];
  Continuation *continuation;
} Task;

enum { FLAG_BITS = 16 };

void *swift_task_getCurrent(void);

static __attribute__((swiftasynccall)) void go_on(__attribute__((swift_async_context)) Continuation *continuation) {
  Resumption *real = (Resumption *)(continuation->flags >> FLAG_BITS);
  __tsan_acquire(swift_task_getCurrent());
  __attribute__((musttail)) return real(continuation);
}

static const char *const resume_names[] = {
  "swift_continuation_resume", "swift_continuation_throwingResume", "swift_continuation_throwingResumeWithError"};
enum { RESUMES = sizeof resume_names / sizeof *resume_names };
static struct { const char *start, *end; } resumes[RESUMES];
static void (*swift_release)(void *object);

static void release(void *object) {
  swift_release(object);
  const char *caller = __builtin_return_address(0);
  for (int i = 0; i < RESUMES; i++) {
    if (caller < resumes[i].start || caller >= resumes[i].end) continue;
    Continuation *continuation = ((Task *)object)->continuation;
    continuation->flags |= (uintptr_t)continuation->resumption << FLAG_BITS;
    continuation->resumption = go_on;
  }
}

__attribute__((constructor)) static void listen_to_swift(void) {
  void (**variable)(void *) = dlsym(RTLD_DEFAULT, "_swift_tsan_release");
  if (!variable || !*variable) return;
  for (int i = 0; i < RESUMES; i++) {
    const char *start = dlsym(RTLD_DEFAULT, resume_names[i]);
    Dl_info info;
    ElfW(Sym) *symbol;
    if (!start || !dladdr1(start, &info, (void **)&symbol, RTLD_DL_SYMENT)) return;
    resumes[i].start = start;
    resumes[i].end = start + symbol->st_size;
  }
  swift_release = *variable;
  *variable = release;
}

grpc_call_error grpc_call_start_batch(grpc_call *call, const grpc_op *ops, size_t nops, void *tag, void *reserved) {
  REAL(grpc_call_start_batch);
  __tsan_release(tag);
  return real(call, ops, nops, tag, reserved);
}

grpc_call_error grpc_server_request_call(
    grpc_server *server, grpc_call **call, grpc_call_details *details, grpc_metadata_array *metadata,
    grpc_completion_queue *bound, grpc_completion_queue *notified, void *tag) {
  REAL(grpc_server_request_call);
  __tsan_release(tag);
  return real(server, call, details, metadata, bound, notified, tag);
}

grpc_call_error grpc_server_request_registered_call(
    grpc_server *server, void *method, grpc_call **call, gpr_timespec *deadline, grpc_metadata_array *metadata,
    grpc_byte_buffer **payload, grpc_completion_queue *bound, grpc_completion_queue *notified, void *tag) {
  REAL(grpc_server_request_registered_call);
  __tsan_release(tag);
  return real(server, method, call, deadline, metadata, payload, bound, notified, tag);
}

void grpc_server_shutdown_and_notify(grpc_server *server, grpc_completion_queue *queue, void *tag) {
  REAL(grpc_server_shutdown_and_notify);
  __tsan_release(tag);
  real(server, queue, tag);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue *queue, gpr_timespec deadline, void *reserved) {
  REAL(grpc_completion_queue_next);
  grpc_event event = real(queue, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}
