internal import Glibc

/// Whether a sanitizer is in this process: everything takes ten times as long then, and most memory is its own.
package let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
