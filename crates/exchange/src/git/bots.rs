//! Which authors are programs.

/// How a program is recognised. All texts are in small letters.
enum Mark {
    /// The name or the address contains this.
    Contains(&'static str),
    /// The name is exactly this.
    Name(&'static str),
    /// The address is exactly this.
    Address(&'static str),
}

use Mark::{Address, Contains, Name};

/// Programs that commit or sign as co-authors: what a forge marks as a bot,
/// bots that commit as plain accounts, assistants.
const PROGRAMS: &[Mark] = &[
    Contains("[bot]"),
    Name("allcontributors"),
    Name("bors"),
    Name("dependabot"),
    Name("dependabot-preview"),
    Name("depfu"),
    Name("github action"),
    Name("github actions"),
    Name("github-actions"),
    Name("gitlab-bot"),
    Name("greenkeeper"),
    Name("greenkeeperio-bot"),
    Name("homu"),
    Name("imgbot"),
    Name("mergify"),
    Name("pre-commit-ci"),
    Name("pyup-bot"),
    Name("renovate"),
    Name("renovate bot"),
    Name("renovate-bot"),
    Name("rust-bors"),
    Name("semantic-release-bot"),
    Name("snyk-bot"),
    Name("travis ci"),
    Name("weblate"),
    Name("whitesource renovate"),
    Address("action@github.com"),
    Address("actions@github.com"),
    Address("bot@renovateapp.com"),
    Address("hosted@weblate.org"),
    Address("semantic-release-bot@martynus.net"),
    Address("support@dependabot.com"),
    Address("support@greenkeeper.io"),
    Address("aider@aider.chat"),
    Address("noreply@aider.chat"),
    Address("amp@ampcode.com"),
    Address("noreply@anthropic.com"),
    Address("codex@openai.com"),
    Address("noreply@openai.com"),
    Address("copilot@github.com"),
    Address("198982749+copilot@users.noreply.github.com"),
    Address("cursoragent@cursor.com"),
    Address("noreply@opencode.ai"),
    Address("openhands@all-hands.dev"),
];

/// Whether an author is a program: one of the list above, or one whose name
/// or address contains one of `also`, whatever the capitals.
pub(super) fn is_bot(name: &str, email: &str, also: &[String]) -> bool {
    let (name, email) = (name.to_lowercase(), email.to_lowercase());
    let known = PROGRAMS.iter().any(|mark| match *mark {
        Contains(part) => name.contains(part) || email.contains(part),
        Name(whole) => name == whole,
        Address(whole) => email == whole,
    });
    known
        || also
            .iter()
            .map(|part| part.to_lowercase())
            .filter(|part| !part.is_empty())
            .any(|part| name.contains(&part) || email.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::is_bot;

    #[test]
    fn programs_are_told_from_people() {
        let github = "49699333+dependabot[bot]@users.noreply.github.com";
        assert!(is_bot("dependabot[bot]", github, &[]));
        assert!(is_bot("Renovate Bot", "r@x", &[]));
        assert!(is_bot("An Assistant", "NoReply@Anthropic.com", &[]));
        assert!(!is_bot("Talbot Renovate", "talbot@example.org", &[]));
        assert!(!is_bot("", "", &[String::new()]));
        let also = ["Release-Robot".to_owned()];
        assert!(is_bot("the release-robot", "x@y", &also));
        assert!(!is_bot("Robot", "x@y", &also));
    }
}
