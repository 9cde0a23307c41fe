// Looking at text sixteen bytes at a time, with the vector instructions that every processor of its kind has. Swift's own
// vectors were measured to be many times slower.

#ifndef RIALTO_CBYTESCAN_SHIM_H
#define RIALTO_CBYTESCAN_SHIM_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// Which of the sixteen bytes at `text` is the first that is a quotation mark, a backslash, a control character or not
// ASCII; 16 where none is.
static inline intptr_t rialto_first_special(const void *text) {
#if defined(__SSE2__)
  const __m128i bytes = _mm_loadu_si128((const __m128i *)text);
  // Compared as signed numbers, what is not ASCII is below the space too.
  const __m128i special = _mm_or_si128(
      _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
  return __builtin_ctz((unsigned)_mm_movemask_epi8(special) | 0x10000u);
#elif defined(__aarch64__)
  const uint8x16_t bytes = vld1q_u8((const uint8_t *)text);
  const uint8x16_t special = vorrq_u8(
      vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8(0x20)),
      vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')), vceqq_u8(bytes, vdupq_n_u8('\\'))));
  // Four bits are left of each byte.
  const uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(special), 4)), 0);
  return mask == 0 ? 16 : __builtin_ctzll(mask) >> 2;
#else
  const uint8_t *bytes = (const uint8_t *)text;
  intptr_t index = 0;
  while (index < 16 && bytes[index] >= 0x20 && bytes[index] < 0x80 && bytes[index] != '"' && bytes[index] != '\\') {
    index++;
  }
  return index;
#endif
}

#endif
