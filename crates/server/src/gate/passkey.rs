//! Passkeys: WebAuthn credentials that a device finds by itself and that check who holds it.
//!
//! What browsers say and are told is the JSON of `navigator.credentials`: the options that
//! `parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` take, and what `toJSON` of an
//! answer gives. A passkey that can is asked to compute a key (the PRF extension), which the
//! page sends along as `toJSON` has it; the member's key is then kept under that. One that
//! cannot, or was only just made, leaves it under the server's own key; the first time it does
//! compute one, the key moves under it.

use book::Key;
use commons::name::{Handle, Moment};
use data_encoding::BASE64URL_NOPAD;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::TimedCeremony;
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Extension, PublicKeyCredentialUserEntity, RegistrationVerificationOptions,
    UserHandle, Username,
};
use webauthn_rp::request::{AsciiDomain, ExtensionInfo, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::auth::DiscoverableAuthentication;
use webauthn_rp::response::register::{
    AttestationObject, CompressedPubKey, DynamicState, Registration, StaticState,
};
use webauthn_rp::response::{AuthTransports, Backup, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableCredentialRequestOptions,
    PublicKeyCredentialCreationOptions,
};
use zeroize::Zeroizing;

use super::challenge::{Asked, Making};
use super::member::HeldUnder;
use super::people::{At, Member, Named, Place, worded};
use super::refused::Refused;
use super::seal::{Token, Under, random, unwrap, wrap};
use super::session::{Begun, Session, SessionKey, SessionKind};
use super::{Gate, Stop};

/// Where passkeys are good: a name, and the addresses that pages have.
#[derive(Debug)]
pub struct PasskeySite {
    name: RpId,
    origins: Vec<String>,
}

impl PasskeySite {
    /// A site by its name (`rice.example`, `localhost`) and the origins of its pages
    /// (`https://rice.example`, `http://localhost:8040`).
    ///
    /// # Errors
    /// [`Refused::PasskeySiteUnfit`] for a number in the place of a name.
    pub fn new(name: &str, origins: Vec<String>) -> Result<Self, Refused> {
        let unfit = || Refused::PasskeySiteUnfit { site: name.to_owned() };
        if name.parse::<std::net::IpAddr>().is_ok() || name.starts_with('[') {
            return Err(unfit());
        }
        let name = AsciiDomain::try_from(name.to_owned()).map_err(|_| unfit())?;
        Ok(Self { name: RpId::Domain(name), origins })
    }
}

worded! {
    /// What a passkey's copy of the key is under, as the file has it.
    enum Held {
        Passkey = "passkey",
        Server = "server",
        Browser = "browser",
    }
}

/// A passkey as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Which one, to remove it.
    pub id: String,
    /// What its owner called it.
    pub name: String,
    /// What the member's key is kept under.
    pub held: HeldUnder,
    /// Whether the device says that it is on others too.
    pub backed_up: bool,
    /// When it was added.
    pub added: Moment,
    /// When it was last used.
    pub used: Moment,
}

/// A passkey as the file has it.
struct Kept {
    handle: Handle,
    fixed: Vec<u8>,
    moving: [u8; 7],
    held: Held,
    sealed: Option<Vec<u8>>,
}

/// What a browser answered: its JSON, and what the passkey computed taken out of it.
struct Answer {
    json: Value,
    computed: Option<Zeroizing<Vec<u8>>>,
}

type PublicKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

impl Gate {
    /// Asks a member's browser for a new passkey: the JSON that `parseCreationOptionsFromJSON`
    /// takes. Good once and for five minutes.
    ///
    /// # Errors
    /// [`Refused::MemberUnknown`], or a file that cannot be read.
    pub fn ask_passkey(
        &self,
        site: &PasskeySite,
        session: &Session,
        now: Moment,
    ) -> Result<Value, Refused> {
        let (device, there) = self.write(|step| {
            let member = self.member_of(step, session)?;
            Ok((member.device, descriptors(step, &session.handle)?))
        })?;
        let key = session.key.public();
        self.ask_making(site, &session.handle, key, device, there, now)
    }

    /// Asks the browser of somebody who holds an invitation, as [`Gate::ask_passkey`] does.
    ///
    /// # Errors
    /// What [`Gate::look_at`] refuses.
    pub fn ask_passkey_to_join(
        &self,
        site: &PasskeySite,
        token: &str,
        now: Moment,
    ) -> Result<Value, Refused> {
        let found = self.look_at(token, now)?;
        self.ask_making(site, &found.handle, found.key.public(), random()?, Vec::new(), now)
    }

    fn ask_making(
        &self,
        site: &PasskeySite,
        handle: &Handle,
        key: Key,
        device: [u8; 32],
        there: Vec<PublicKeyCredentialDescriptor<Vec<u8>>>,
        now: Moment,
    ) -> Result<Value, Refused> {
        let Ok(id) = UserHandle::<32>::decode(device);
        let name = Username::try_from(handle.as_str()).map_err(unreadable)?;
        let user = PublicKeyCredentialUserEntity { name, id: &id, display_name: None };
        let mut wish = PublicKeyCredentialCreationOptions::passkey(&site.name, user, there);
        // No more is wished for: browsers refuse devices that cannot have what the library would
        // add, and whoever holds a passkey is verified each time anyhow.
        let prf = Some(ExtensionInfo::AllowDontEnforceValue);
        let cred_protect = CredProtect::None;
        wish.extensions = Extension { cred_props: None, cred_protect, min_pin_length: None, prf };
        let (state, client) = wish.start_ceremony().map_err(unreadable)?;
        let options = serde_json::to_value(&client).map_err(unreadable)?;
        let challenge = state.sent_challenge().0;
        let making = Making { handle: handle.clone(), key, device, state };
        self.asked().ask(challenge, Asked::Make(Box::new(making)), now);
        Ok(options)
    }

    /// Adds the passkey that a member's browser made, from what `toJSON` of its answer gives, and
    /// says what their key is kept under there.
    ///
    /// # Errors
    /// [`Refused::PasskeyUnreadable`], [`Refused::ChallengeGone`], [`Refused::PasskeyRefused`] or
    /// [`Refused::PasskeyThere`].
    pub fn add_passkey(
        &self,
        site: &PasskeySite,
        session: &Session,
        answer: &str,
        name: &str,
        now: Moment,
    ) -> Result<HeldUnder, Refused> {
        let answer = Answer::read(answer)?;
        let (making, registration) =
            self.made(&answer, &session.handle, session.key.public(), now)?;
        let made = Made { site, making, registration: &registration, answer: &answer, name, now };
        self.write(|step| {
            self.member_of(step, session)?;
            self.put_passkey(step, made, &session.key)
        })
    }

    /// Uses an invitation: keeps its key by the passkey that the joiner's browser made, and
    /// gives the token for the new member's cookie.
    ///
    /// # Errors
    /// What [`Gate::look_at`] and [`Gate::add_passkey`] refuse. The invitation is good as long as
    /// this refuses; the passkey has to be asked for again.
    pub fn accept_with_passkey(
        &self,
        site: &PasskeySite,
        token: &str,
        answer: &str,
        label: &str,
        now: Moment,
    ) -> Result<Token, Refused> {
        let found = self.look_at(token, now)?;
        let answer = Answer::read(answer)?;
        let (making, registration) = self.made(&answer, &found.handle, found.key.public(), now)?;
        let member = Member::bare(&found.handle, found.key.public(), Place::Here, making.device);
        let key = SessionKey::Held(found.key.clone());
        let name = label;
        let made = Made { site, making, registration: &registration, answer: &answer, name, now };
        self.use_link(token, found, label, now, |step| {
            self.replace(step, &member)?;
            self.put_passkey(step, made, &key)?;
            Ok(())
        })
    }

    /// The question that an answer is for, if it was asked of this member.
    fn made(
        &self,
        answer: &Answer,
        handle: &Handle,
        key: Key,
        now: Moment,
    ) -> Result<(Making, Registration), Refused> {
        let registration = answer.registration()?;
        let challenge = registration.challenge_relaxed().map_err(unreadable)?.0;
        match self.asked().take(challenge, now) {
            Some(Asked::Make(making)) if making.handle == *handle && making.key == key => {
                Ok((*making, registration))
            }
            _ => Err(Refused::ChallengeGone),
        }
    }

    fn put_passkey(
        &self,
        people: &Connection,
        made: Made<'_>,
        key: &SessionKey,
    ) -> Result<HeldUnder, Stop> {
        let handle = made.making.handle;
        let options = RegistrationVerificationOptions::<String, String> {
            allowed_origins: &made.site.origins,
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let verified = made.making.state.verify(&made.site.name, made.registration, &options);
        let verified = verified.map_err(untrue)?;
        let id = *verified.id().inner();
        let there = "SELECT count(*) FROM passkey WHERE id = ?";
        if people.query_row(there, [id], |row| row.get::<_, i64>(0))? > 0 {
            return Err(Refused::PasskeyThere.into());
        }
        let (held, sealed) = self.seal_passkey(&handle, key, made.answer)?;
        let Ok(fixed) = verified.static_state().encode();
        let Ok(moving) = verified.dynamic_state().encode();
        let Ok(transports) = verified.transports().encode();
        let (name, at) = (made.name, made.now.0);
        people.execute(
            "INSERT INTO passkey VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (id, handle.as_str(), name, fixed, moving, transports, held, sealed, at, at),
        )?;
        Ok(held.into())
    }

    fn seal_passkey(
        &self,
        handle: &Handle,
        key: &SessionKey,
        answer: &Answer,
    ) -> Result<(Held, Option<Vec<u8>>), Refused> {
        let SessionKey::Held(key) = key else { return Ok((Held::Browser, None)) };
        let (held, under) = match &answer.computed {
            Some(computed) => (Held::Passkey, Under::passkey(computed)),
            None => (Held::Server, Under::server(&*self.own_key()?)),
        };
        Ok((held, Some(wrap(key, &under, self.whose(handle, key.public()))?)))
    }

    /// Asks a browser for a passkey of whoever sits there: the JSON that
    /// `parseRequestOptionsFromJSON` takes. Good once and for five minutes.
    ///
    /// # Errors
    /// [`Refused::PasskeyUnreadable`] never happens to a site that was made.
    pub fn ask_who(&self, site: &PasskeySite, now: Moment) -> Result<Value, Refused> {
        let wish = DiscoverableCredentialRequestOptions::passkey(&site.name);
        let (state, client) = wish.start_ceremony().map_err(unreadable)?;
        let mut options = serde_json::to_value(&client).map_err(unreadable)?;
        // Asked for beside the library, which lets no passkey in that computes nothing if it asks.
        if let Some(options) = options.as_object_mut() {
            let first = BASE64URL_NOPAD.encode(&self.to_compute());
            options.insert("extensions".into(), json!({"prf": {"eval": {"first": first}}}));
        }
        self.asked().ask(state.sent_challenge().0, Asked::Show(state), now);
        Ok(options)
    }

    /// What passkeys compute a key from: the same for all, for nobody is known yet.
    fn to_compute(&self) -> [u8; 32] {
        let hash = Sha256::new_with_prefix("subak/v1/compute\n");
        hash.chain_update(self.commons.to_bytes()).finalize().into()
    }

    /// Lets a member in by what `toJSON` of their passkey's answer gives, and gives the token for
    /// their browser's cookie.
    ///
    /// # Errors
    /// [`Refused::PasskeyUnreadable`], [`Refused::ChallengeGone`], [`Refused::PasskeyUnknown`],
    /// [`Refused::PasskeyRefused`] or [`Refused::PasskeyClosed`].
    pub fn enter_by_passkey(
        &self,
        site: &PasskeySite,
        answer: &str,
        label: &str,
        now: Moment,
    ) -> Result<Token, Refused> {
        let answer = Answer::read(answer)?;
        let shown = answer.shown()?;
        let challenge = shown.challenge_relaxed().map_err(unreadable)?.0;
        let Some(Asked::Show(state)) = self.asked().take(challenge, now) else {
            return Err(Refused::ChallengeGone);
        };
        let token = Token::fresh()?;
        self.write(|step| {
            let id = *shown.raw_id().inner();
            let kept = Kept::of(step, id)?.ok_or(Refused::PasskeyUnknown)?;
            let member = Member::of(step, kept.handle.as_str())?.ok_or(Refused::PasskeyUnknown)?;
            let moving = verify(site, state, &shown, &kept, &member)?;
            let key = self.open_passkey(&kept, &member, &answer)?;
            let (held, sealed) = match (kept.held, &answer.computed) {
                (Held::Server, Some(_)) => self.seal_passkey(&member.handle, &key, &answer)?,
                _ => (kept.held, kept.sealed),
            };
            let update =
                "UPDATE passkey SET moving = ?, held = ?, sealed = ?, used = ? WHERE id = ?";
            step.execute(update, (moving, held, sealed, now.0, id))?;
            let kind = SessionKind::Browser;
            let begun = Begun { handle: &member.handle, key: &key, kind, label, now };
            Ok(self.seal_session(&token, &begun)?.put(step, &begun)?)
        })?;
        self.scour()?;
        Ok(token)
    }

    fn open_passkey(
        &self,
        kept: &Kept,
        member: &Member,
        answer: &Answer,
    ) -> Result<SessionKey, Refused> {
        let under = match (kept.held, &answer.computed) {
            (Held::Browser, _) => return Ok(SessionKey::Browser(member.key)),
            (Held::Passkey, None) => return Err(Refused::PasskeyClosed),
            (Held::Passkey, Some(computed)) => Under::passkey(computed),
            (Held::Server, _) => Under::server(&*self.own_key()?),
        };
        let whose = self.whose(&member.handle, member.key);
        let key = kept.sealed.as_ref().and_then(|sealed| unwrap(sealed, &under, whose));
        key.map(SessionKey::Held).ok_or(Refused::PasskeyClosed)
    }

    /// Lists the passkeys of a member, first added first.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be read.
    pub fn passkeys(&self, handle: &Handle) -> Result<Vec<Passkey>, Refused> {
        self.read(|people| {
            let mut select = people.prepare(
                "SELECT id, name, held, moving, added, used FROM passkey
                 WHERE handle = ? ORDER BY added, id",
            )?;
            select.query_map([handle.as_str()], listed)?.collect()
        })
    }

    /// Removes a passkey of a member. Removing it twice is removing it once.
    ///
    /// # Errors
    /// [`Refused::WayInLast`] if they could not come back without it.
    pub fn remove_passkey(&self, handle: &Handle, id: &str) -> Result<(), Refused> {
        let Ok(id) = BASE64URL_NOPAD.decode(id.as_bytes()) else { return Ok(()) };
        self.write(|step| {
            let delete = "DELETE FROM passkey WHERE id = ? AND handle = ?";
            let removed = step.execute(delete, (id, handle.as_str()))?;
            if removed > 0 && ways_in(step, handle)?.is_empty() {
                return Err(Refused::WayInLast { handle: handle.as_str().to_owned() }.into());
            }
            Ok(())
        })?;
        self.scour()
    }

    /// Says what a member's key is kept under, each way in once.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be read.
    pub fn ways_in(&self, handle: &Handle) -> Result<Vec<HeldUnder>, Refused> {
        self.read(|people| ways_in(people, handle))
    }
}

/// An answer to the wish for a passkey, with all that is needed to keep it.
struct Made<'a> {
    site: &'a PasskeySite,
    making: Making,
    registration: &'a Registration,
    answer: &'a Answer,
    name: &'a str,
    now: Moment,
}

impl Answer {
    fn read(text: &str) -> Result<Self, Refused> {
        let mut json: Value = serde_json::from_str(text).map_err(unreadable)?;
        let extensions = json.get_mut("clientExtensionResults").and_then(Value::as_object_mut);
        let prf = extensions.and_then(|extensions| extensions.remove("prf"));
        let first = prf.and_then(|mut prf| Some(prf.pointer_mut("/results/first")?.take()));
        let computed = match first {
            Some(Value::String(first)) => decode(&Zeroizing::new(first)),
            _ => None,
        };
        Ok(Self { json, computed })
    }

    fn registration(&self) -> Result<Registration, Refused> {
        let plain = Registration::from_json_relaxed(&self.bytes()?).map_err(unreadable)?;
        let object = AttestationObject::try_from(plain.response().attestation_object());
        let object = object.map_err(unreadable)?;
        if object.auth_data().extensions().hmac_secret != Some(true) {
            return Ok(plain);
        }
        // Some passkeys compute keys and say so only here, others only in `prf`, and the library
        // wants to hear it twice; that they can is proven when they do.
        let mut json = self.json.clone();
        if let Some(extensions) =
            json.get_mut("clientExtensionResults").and_then(Value::as_object_mut)
        {
            extensions.insert("prf".into(), json!({"enabled": true}));
        }
        let bytes = serde_json::to_vec(&json).map_err(unreadable)?;
        Registration::from_json_relaxed(&bytes).map_err(unreadable)
    }

    fn shown(&self) -> Result<DiscoverableAuthentication<32>, Refused> {
        // The library takes an answer that names nobody, and then stops the whole program.
        if !self.json.pointer("/response/userHandle").is_some_and(Value::is_string) {
            return Err(unreadable("it does not say whose passkey it is"));
        }
        DiscoverableAuthentication::from_json_relaxed(&self.bytes()?).map_err(unreadable)
    }

    fn bytes(&self) -> Result<Vec<u8>, Refused> {
        serde_json::to_vec(&self.json).map_err(unreadable)
    }
}

/// What a passkey computed: 32 bytes, or nothing that is good for anything.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok()?;
    Some(Zeroizing::new(bytes)).filter(|bytes| bytes.len() == 32)
}

impl Kept {
    fn of(people: &Connection, id: &[u8]) -> rusqlite::Result<Option<Self>> {
        let select = "SELECT handle, fixed, moving, held, sealed FROM passkey WHERE id = ?";
        let read = |row: &Row<'_>| {
            Ok(Self {
                handle: row.get::<_, Named>("handle")?.0,
                fixed: row.get("fixed")?,
                moving: row.get("moving")?,
                held: row.get("held")?,
                sealed: row.get("sealed")?,
            })
        };
        people.query_row(select, [id], read).optional()
    }
}

/// Checks an answer against the passkey that it names, and gives what has moved about it.
fn verify(
    site: &PasskeySite,
    state: webauthn_rp::DiscoverableAuthenticationServerState,
    shown: &DiscoverableAuthentication<32>,
    kept: &Kept,
    member: &Member,
) -> Result<[u8; 7], Refused> {
    let Ok(user) = UserHandle::<32>::decode(member.device);
    let fixed = StaticState::<PublicKey>::decode(&kept.fixed).map_err(untrue)?;
    let moving = DynamicState::decode(kept.moving).map_err(untrue)?;
    let passkey = AuthenticatedCredential::new(shown.raw_id(), &user, fixed, moving);
    let mut passkey = passkey.map_err(untrue)?;
    let options = AuthenticationVerificationOptions::<String, String> {
        allowed_origins: &site.origins,
        error_on_unsolicited_extensions: false,
        ..Default::default()
    };
    state.verify(&site.name, shown, &mut passkey, &options).map_err(untrue)?;
    let Ok(moving) = passkey.dynamic_state().encode();
    Ok(moving)
}

fn descriptors(
    people: &Connection,
    handle: &Handle,
) -> rusqlite::Result<Vec<PublicKeyCredentialDescriptor<Vec<u8>>>> {
    let mut select = people.prepare("SELECT id, transports FROM passkey WHERE handle = ?")?;
    let rows = select.query_map([handle.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let described = rows.map(|row| {
        row.map(|(id, transports)| {
            let id = CredentialId::<Vec<u8>>::decode(id).ok()?;
            let transports = AuthTransports::decode(transports).ok()?;
            Some(PublicKeyCredentialDescriptor { id, transports })
        })
    });
    described.filter_map(Result::transpose).collect()
}

fn ways_in(people: &Connection, handle: &Handle) -> rusqlite::Result<Vec<HeldUnder>> {
    let member = Member::of(people, handle.as_str())?;
    let own = member.and_then(|member| match (member.place, member.secret) {
        (Place::Browser, _) => Some(HeldUnder::Browser),
        (Place::Here, secret) => secret.map(|_| HeldUnder::Secret),
    });
    let mut select = people.prepare("SELECT held FROM passkey WHERE handle = ?")?;
    let held = select.query_map([handle.as_str()], |row| row.get::<_, Held>(0))?;
    let mut ways: Vec<HeldUnder> =
        held.map(|held| held.map(Into::into)).collect::<Result<_, _>>()?;
    ways.extend(own);
    ways.sort_unstable();
    ways.dedup();
    Ok(ways)
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Passkey> {
    let state = DynamicState::decode(row.get("moving")?);
    Ok(Passkey {
        id: BASE64URL_NOPAD.encode(&row.get::<_, Vec<u8>>("id")?),
        name: row.get("name")?,
        held: row.get::<_, Held>("held")?.into(),
        backed_up: state.is_ok_and(|state| matches!(state.backup, Backup::Exists)),
        added: row.get::<_, At>("added")?.0,
        used: row.get::<_, At>("used")?.0,
    })
}

impl From<Held> for HeldUnder {
    fn from(held: Held) -> Self {
        match held {
            Held::Passkey => Self::PasskeyPrf,
            Held::Server => Self::ServerKey,
            Held::Browser => Self::Browser,
        }
    }
}

fn unreadable(reason: impl std::fmt::Display) -> Refused {
    Refused::PasskeyUnreadable { reason: reason.to_string() }
}

fn untrue(reason: impl std::fmt::Display) -> Refused {
    Refused::PasskeyRefused { reason: reason.to_string() }
}
