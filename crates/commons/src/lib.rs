//! The domain: what people do, what they hold, and by which rules it is shared.
