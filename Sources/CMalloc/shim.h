// What glibc says of the heap and lets a program choose, which Swift's view of glibc leaves out.

#ifndef RIALTO_CMALLOC_SHIM_H
#define RIALTO_CMALLOC_SHIM_H

#include <malloc.h>

#endif
