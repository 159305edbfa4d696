/* What Wine before 8.16 lacks: the one function that Rust's standard library takes from this library of Windows 10. Used in tests only. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T byte_len) {
    return RtlGenRandom(bytes, (ULONG)byte_len);
}
