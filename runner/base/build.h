/* What this build is instrumented with: MODE of the Makefile. */
#ifndef BASE_BUILD_H
#define BASE_BUILD_H

#ifdef __SANITIZE_ADDRESS__
#define BUILD_IS_ASAN 1
#else
#define BUILD_IS_ASAN 0
#endif

#ifndef BUILD_IS_COV
#define BUILD_IS_COV 0
#endif

#endif
