# Sourced by postBuild and start. Numba's cache holds code for one processor, and Binder builds on one machine and
# runs on another: both are told the same common one (every x86 server since 2013 has it), or the cache would miss.
if grep -qs avx2 /proc/cpuinfo && grep -qs fma /proc/cpuinfo; then
    export NUMBA_CPU_NAME=x86-64-v3
    export NUMBA_CPU_FEATURES=+avx2,+bmi,+bmi2,+f16c,+fma,+lzcnt,+movbe
fi
