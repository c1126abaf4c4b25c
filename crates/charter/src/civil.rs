//! Civil days and periods, exact, without a clock or a time zone.
