//! Why the gate stays shut.

use commons::name::Moment;
use thiserror::Error;

/// Why somebody is not let in, or something about a member is not kept. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// The file is no list of people.
    #[error(
        "people_file_strange: `{file}` is not a file of people that this program wrote; move it away and invite everybody again, or put the right one back"
    )]
    FileStrange {
        /// The file's name.
        file: String,
    },
    /// The file was written by a newer program.
    #[error(
        "people_file_newer: `{file}` was written by a newer version of this program; use that version"
    )]
    FileNewer {
        /// The file's name.
        file: String,
    },
    /// The file belongs to another commons.
    #[error(
        "people_file_of_another: `{file}` keeps the people of another commons; put the file back that belongs to this one"
    )]
    FileOfAnother {
        /// The file's name.
        file: String,
    },
    /// The file cannot be read or written.
    #[error(
        "people_file_unusable: `{file}` cannot be read or written ({reason}); see that the disk has room and that this program may write there"
    )]
    FileUnusable {
        /// The file's name.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// The system gives no random bytes.
    #[error(
        "chance_unavailable: the system gives no random bytes ({reason}); try again when it does"
    )]
    Chance {
        /// What the system said.
        reason: String,
    },
    /// The machine has no memory to derive a key.
    #[error("memory_short: this machine has too little memory free to check a secret; try again")]
    MemoryShort,
    /// Too many wrong secrets.
    #[error("attempts_too_many: too many wrong attempts; try again in {seconds} seconds")]
    AttemptsTooMany {
        /// How long to wait.
        seconds: i64,
    },
    /// A new secret is too short.
    #[error(
        "secret_short: a secret has at least {min} characters, and this one has {chars}; a few words that belong to you alone are easy to keep in mind"
    )]
    SecretShort {
        /// How many are needed.
        min: usize,
        /// How many there are.
        chars: usize,
    },
    /// The handle or the secret is wrong; which of them is not told.
    #[error("secret_wrong: this name and this secret do not belong together; check both")]
    SecretWrong,
    /// The member has a secret already.
    #[error("secret_there: there is a secret already; give it to change it")]
    SecretThere,
    /// Nobody of that handle is kept here.
    #[error(
        "member_unknown: `{handle}` has no way in on this server; they are invited by a member"
    )]
    MemberUnknown {
        /// The handle.
        handle: String,
    },
    /// The session's key is kept in a browser, so that nothing can be kept here.
    #[error(
        "key_in_browser: the key of `{handle}` is kept in their browser; it is signed with there"
    )]
    KeyInBrowser {
        /// The handle.
        handle: String,
    },
    /// An invitation that was used, withdrawn or never made.
    #[error(
        "invitation_gone: this link was used or withdrawn already, or it is not whole; copy it again or ask for a new one"
    )]
    InvitationGone,
    /// An invitation that is too old.
    #[error("invitation_expired: this link is too old; ask `{by}` for a new one")]
    InvitationExpired {
        /// When it ended.
        until: Moment,
        /// Who made it.
        by: String,
    },
    /// An invitation cannot be used without keeping a way to come back.
    #[error(
        "invitation_keeps_nothing: choose a secret or add a passkey, so that you can come back"
    )]
    InvitationKeepsNothing,
    /// A challenge that was used, is too old or was never given.
    #[error("challenge_gone: this took longer than five minutes or was sent twice; begin again")]
    ChallengeGone,
    /// A signature that does not fit the challenge.
    #[error("challenge_unsigned: the signature does not fit the key of that name; begin again")]
    ChallengeUnsigned,
    /// The server's own address cannot have passkeys.
    #[error(
        "passkey_site_unfit: passkeys need a site with a name, and `{site}` is none; use the name of the server, or `localhost`"
    )]
    PasskeySiteUnfit {
        /// The name that was given.
        site: String,
    },
    /// What the browser sent is no passkey answer.
    #[error(
        "passkey_unreadable: the browser's answer cannot be read ({reason}); try another browser"
    )]
    PasskeyUnreadable {
        /// What is wrong with it.
        reason: String,
    },
    /// A passkey nobody has.
    #[error(
        "passkey_unknown: nobody here has this passkey; sign in by your secret, or remove the passkey from your device"
    )]
    PasskeyUnknown,
    /// The passkey is there already.
    #[error("passkey_there: this passkey is here already; there is nothing to add")]
    PasskeyThere,
    /// The answer does not prove what it should.
    #[error("passkey_refused: the passkey's answer does not hold ({reason}); begin again")]
    PasskeyRefused {
        /// What is wrong with it.
        reason: String,
    },
    /// The passkey's key cannot open what it keeps.
    #[error(
        "passkey_closed: this browser does not give the key that this passkey keeps yours under; use the browser or device that you added it with"
    )]
    PasskeyClosed,
    /// The last way in cannot be removed.
    #[error(
        "way_in_last: this is the only way in that `{handle}` has; add a secret or another passkey first"
    )]
    WayInLast {
        /// The handle.
        handle: String,
    },
}
