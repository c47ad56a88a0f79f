//! Nothing: the programs, and what the compiler says of them, are in `tests/ui`.
