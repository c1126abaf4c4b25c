//! The site of one commons: what every page is made with.

use axum::http::StatusCode;
use book::BookRefused;
use commons::agent::AgentIx;
use commons::name::{ActId, Moment};
use commons::state::State;
use commons::visibility::{Thing, Viewer, sees};
use graphql::vf::Indexes;
use inquiry::reading::Reading;
use maud::Markup;

use crate::cache::Cache;
use crate::figures::Figures;
use crate::flood::{Flood, Rate};
use crate::gate::Gate;
use crate::keeper::{Keeper, Refused};
use crate::supposed::Scratch;
use crate::visit::{Gated, Visit};
use crate::words::Words;

/// What a server is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address that people type, without a slash at its end: `https://rice.example`.
    pub origin: String,
}

/// The site of one commons.
pub struct Site {
    /// The open commons.
    pub keeper: Keeper,
    /// Who is who.
    pub gate: Gate,
    /// What it was started with.
    pub settings: Settings,
    /// What is counted for whoever runs it.
    pub figures: Figures,
    /// How often one visitor may ask for a page.
    pub readers: Flood,
    /// How often one visitor may change something.
    pub writers: Flood,
    /// The look-ups that programs ask by.
    pub indexes: Indexes,
    /// What things are supposed on.
    pub supposed: Cache<Scratch>,
}

impl Site {
    /// The site of an open commons.
    #[must_use]
    pub fn new(keeper: Keeper, gate: Gate, settings: Settings) -> Self {
        Self {
            keeper,
            gate,
            settings,
            figures: Figures::default(),
            readers: Flood::new(Rate { burst: 1000, each_second: 400 }),
            writers: Flood::new(Rate { burst: 100, each_second: 20 }),
            indexes: Indexes::default(),
            supposed: Cache::default(),
        }
    }
}

impl Gated for Site {
    fn gate(&self) -> &Gate {
        &self.gate
    }
}

/// What a page is made from: the state as it is now, and who looks at it.
pub struct Here<'a> {
    /// The site.
    pub site: &'a Site,
    /// The state.
    pub state: &'a State,
    /// The visit.
    pub visit: &'a Visit,
    /// The words of the visit's language.
    pub words: Words,
    /// The present moment.
    pub now: Moment,
    /// The member who is signed in.
    pub me: Option<AgentIx>,
}

impl Here<'_> {
    /// Who looks, for the question who may see what.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        self.me.map_or(Viewer::Anyone, Viewer::Member)
    }

    /// Whether whoever looks may see something.
    #[must_use]
    pub fn sees(&self, thing: Thing<'_>) -> bool {
        sees(self.state, self.now, self.viewer(), thing)
    }

    /// The same, for a page that shows nothing else.
    ///
    /// # Errors
    /// [`Trouble::Hidden`], or [`Trouble::SignInFirst`] for somebody who is not signed in.
    pub fn must_see(&self, thing: Thing<'_>) -> Result<(), Trouble> {
        match self.me {
            _ if self.sees(thing) => Ok(()),
            Some(_) => Err(Trouble::Hidden),
            None => Err(Trouble::SignInFirst),
        }
    }

    /// Asks something of the journal as well as of the state.
    ///
    /// # Errors
    /// What is asked is refused, or the journal cannot be read.
    pub fn read<T>(
        &self,
        ask: impl FnOnce(Reading<'_>) -> Result<T, inquiry::Refused>,
    ) -> Result<T, Trouble> {
        let state = self.state;
        Ok(self.site.keeper.journal(|journal| ask(Reading { state, journal }))??)
    }

    /// The member who is signed in.
    ///
    /// # Errors
    /// [`Trouble::SignInFirst`].
    pub fn member(&self) -> Result<AgentIx, Trouble> {
        self.me.ok_or(Trouble::SignInFirst)
    }

    /// A sentence.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }
}

/// A page without its shell.
pub struct Body {
    /// The title, which is also its heading.
    pub title: String,
    /// What stands under the heading.
    pub main: Markup,
}

/// Why there is no such page, or why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing at this address.
    NotFound,
    /// Only members may.
    SignInFirst,
    /// The form is not one that this site gave this visitor.
    Forged,
    /// The charter hides it from this visitor.
    Hidden,
    /// Too many requests.
    TooMany,
    /// More was sent than is read.
    TooLarge,
    /// The rules, or what was typed, refuse it: a sentence that begins with a stable name.
    Refused(String),
    /// Nothing was done, for a script asked what there is to sign.
    Prepared(Prepared),
    /// It is the server's fault.
    Broken,
}

impl Trouble {
    /// What the answer's status says.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Forged | Self::Hidden => StatusCode::FORBIDDEN,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) | Self::Prepared(Prepared::Refused(_)) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Prepared(Prepared::Acts(_)) => StatusCode::OK,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a person typed, or what the rules say to it.
    #[must_use]
    pub fn refused(refusal: &dyn std::fmt::Display) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<inquiry::Refused> for Trouble {
    fn from(refused: inquiry::Refused) -> Self {
        Self::refused(&refused)
    }
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Book(BookRefused::Group { of: 1, refused, .. }) => Self::refused(&refused),
            Refused::Book(
                refused @ (BookRefused::Group { .. }
                | BookRefused::ActDiffers { .. }
                | BookRefused::SignatureWrong { .. }
                | BookRefused::KeyWeak { .. }),
            ) => Self::refused(&refused),
            Refused::Book(refused) => {
                tracing::error!(%refused, "a commons could not be read or written");
                Self::Broken
            }
            Refused::Stopped => Self::Broken,
        }
    }
}

/// What a script is told that asked for the acts of a form, to have them signed in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prepared {
    /// What there is to sign, as `sign.js` reads it.
    Acts(serde_json::Map<String, serde_json::Value>),
    /// Why there is nothing to sign.
    Refused(String),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The entries, in the order of the acts.
    pub entries: Vec<u64>,
    /// The id of the first act, by which it can be taken back.
    pub act: ActId,
}
