// PCRE2 for Swift, with code units of 8 bits.

#ifndef RIALTO_CPCRE2_SHIM_H
#define RIALTO_CPCRE2_SHIM_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
