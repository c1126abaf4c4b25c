//! The keys a person signs with: one file a key, readable by its owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use book::{CommonsId, Key, SecretKey};
use commons::name::Handle;

use crate::refusal::Refused;

/// A folder of keys: `<commons>-<handle>.key`, 64 hexadecimal digits each.
pub struct Keyring {
    folder: PathBuf,
}

impl Keyring {
    /// The keyring of whoever runs the program: `$SUBAK_KEYS`, `$XDG_CONFIG_HOME/subak/keys` or `~/.config/subak/keys`.
    ///
    /// # Errors
    /// [`Refused::KeyringMissing`] if none of those is set.
    pub fn of_user() -> Result<Self, Refused> {
        let set =
            |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = set("SUBAK_KEYS")
            .or_else(|| set("XDG_CONFIG_HOME").map(|config| config.join("subak/keys")))
            .or_else(|| set("HOME").map(|home| home.join(".config/subak/keys")));
        Ok(Self { folder: folder.ok_or(Refused::KeyringMissing)? })
    }

    /// The keyring in a folder.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The folder, for messages.
    #[must_use]
    pub fn folder(&self) -> String {
        self.folder.display().to_string()
    }

    /// Where the key of a member is kept.
    #[must_use]
    pub fn place(&self, commons: CommonsId, handle: &Handle) -> PathBuf {
        self.folder.join(format!("{commons}-{handle}.key"))
    }

    /// The key of a member, if it is here.
    ///
    /// # Errors
    /// A file that cannot be read or holds no key.
    pub fn of(&self, commons: CommonsId, handle: &Handle) -> Result<Option<SecretKey>, Refused> {
        read(&self.place(commons, handle))
    }

    /// The secret half of a public key of a commons, if it is here.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or a file that holds no key.
    pub fn secret(&self, commons: CommonsId, public: Key) -> Result<Option<SecretKey>, Refused> {
        let prefix = format!("{commons}-");
        let listing = match fs::read_dir(&self.folder) {
            Ok(listing) => listing,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Refused::unreadable(&self.folder, error)),
        };
        for file in listing.flatten() {
            let name = file.file_name();
            let name = name.to_string_lossy();
            if !name.starts_with(&prefix) || !name.ends_with(".key") {
                continue;
            }
            if let Some(key) = read(&file.path())?.filter(|key| key.public() == public) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Keeps a key before anything is signed with it, under a name of its own; [`Waiting::keep`] gives it its place.
    ///
    /// # Errors
    /// [`Refused::File`] if it cannot be written.
    pub fn put(&self, key: &SecretKey) -> Result<Waiting, Refused> {
        make_folder(&self.folder).map_err(|error| Refused::unwritable(&self.folder, error))?;
        let path = self.folder.join(format!("new-{}.key", key.public()));
        write_new(&path, key).map_err(|error| Refused::unwritable(&path, error))?;
        Ok(Waiting { path, folder: self.folder.clone() })
    }
}

/// A key that is kept, but not yet anybody's.
pub struct Waiting {
    path: PathBuf,
    folder: PathBuf,
}

impl Waiting {
    /// Gives the key its place. Answers with the path.
    ///
    /// # Errors
    /// [`Refused::KeyExists`], or a folder that cannot be written.
    pub fn keep(self, commons: CommonsId, handle: &Handle) -> Result<PathBuf, Refused> {
        let place = self.folder.join(format!("{commons}-{handle}.key"));
        if place.exists() {
            return Err(Refused::KeyExists { path: place.display().to_string() });
        }
        fs::rename(&self.path, &place).map_err(|error| Refused::unwritable(&place, error))?;
        let synced = File::open(&self.folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| Refused::unwritable(&self.folder, error))?;
        Ok(place)
    }

    /// Throws the key away: nothing was signed with it.
    pub fn discard(self) {
        // If it stays it is a stray file that signs for nobody.
        let _ = fs::remove_file(&self.path);
    }
}

fn read(path: &Path) -> Result<Option<SecretKey>, Refused> {
    let mut text = String::new();
    match File::open(path).and_then(|file| file.take(1000).read_to_string(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Refused::unreadable(path, error)),
    }
    // A secret key has the form of a public one: 32 bytes.
    match text.trim().parse::<Key>() {
        Ok(seed) => Ok(Some(SecretKey::from_bytes(seed.to_bytes()))),
        Err(_) => Err(Refused::KeyMalformed { path: path.display().to_string() }),
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_new(path: &Path, key: &SecretKey) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{}", Key::from_bytes(key.to_bytes()))?;
    file.sync_all()
}
