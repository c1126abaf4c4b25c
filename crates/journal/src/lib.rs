//! Append-only, hash-linked, signed entries of opaque bytes.
