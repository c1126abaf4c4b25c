//! A commons in a real browser: what members do, on a desk and on a phone.
//!
//! The program serves its demonstration, Chromium visits it, and Node tells Chromium what to do: `browser/stories` has a
//! file for each story. Pictures of the pages are left in `target/screenshots`. `docs/browser-tests.md` says more.
#![cfg(test)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use serde_json::json;
use tempfile::TempDir;

/// What this needs besides the program.
const NEEDED: [&str; 3] = ["chromium", "node", "npm"];

/// Whether everything is here. Where everything is checked, it has to be.
fn is_possible() -> bool {
    let missing = NEEDED.into_iter().find(|it| path_of(it).is_none());
    if let Some(missing) = missing {
        assert!(std::env::var_os("CI").is_none(), "{missing} is not installed");
        println!("skipped: {missing} is not installed");
    }
    missing.is_none()
}

fn path_of(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Where the scripts are.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Where everything that is built is.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

/// A process that is ended with whoever started it, also if that fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folder with what drives and judges the browser: fetched once, in the versions that are written down.
fn npm_folder() -> PathBuf {
    static FETCHING: Mutex<()> = Mutex::new(());
    let _alone = FETCHING.lock();
    let folder = target().join("npm-browser");
    let wanted = fs::read(scripts().join("package-lock.json")).unwrap();
    if fs::read(folder.join("fetched.json")).is_ok_and(|fetched| fetched == wanted) {
        return folder;
    }
    fs::create_dir_all(&folder).unwrap();
    for name in ["package.json", "package-lock.json"] {
        fs::copy(scripts().join(name), folder.join(name)).unwrap();
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
    let output = npm.current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "npm: {}", String::from_utf8_lossy(&output.stderr));
    fs::write(folder.join("fetched.json"), wanted).unwrap();
    folder
}

/// A server in a folder of its own.
struct Served {
    _server: Running,
    /// Its channel stays open, so that it can go on speaking.
    _says: BufReader<ChildStdout>,
    folder: TempDir,
    origin: String,
    /// What it said when it began.
    said: Vec<String>,
}

impl Served {
    /// Starts the program; `log` takes what it says to whoever runs it.
    fn start(command: &[&str], log: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Passkeys belong to a name, so the name of this machine is used, and the port has to be known before.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (listen, origin) = (format!("127.0.0.1:{port}"), format!("http://localhost:{port}"));
        let mut program = Command::new(env!("CARGO_BIN_EXE_subak"));
        program.args(command).args(["--listen", &listen, "--origin", &origin]);
        program.current_dir(folder.path()).env_remove("SUBAK_COMMONS").env_remove("CI");
        program.env("SUBAK_KEYS", folder.path().join("keys")).env("HOME", folder.path());
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(log).unwrap());
        let mut server = Running(program.spawn().unwrap());
        let mut says = BufReader::new(server.0.stdout.take().unwrap());
        let mut said = Vec::new();
        while !said.iter().any(|line: &String| line.contains("Ctrl-C")) {
            let mut line = String::new();
            let length = says.read_line(&mut line).unwrap();
            let log = || fs::read_to_string(log).unwrap_or_default();
            assert!(length > 0, "the server did not start: {said:?} {}", log());
            said.push(line.trim_end().to_owned());
        }
        Self { _server: server, _says: says, folder, origin, said }
    }

    /// The links it gave out, by who is let in: each link stands on a line before the one that says `lets ana in`.
    fn links(&self) -> serde_json::Value {
        let mut links = serde_json::Map::new();
        for (link, who) in self.said.iter().zip(self.said.iter().skip(1)) {
            let who = who.trim_start().strip_prefix("lets ").and_then(|it| it.split(' ').next());
            if let (Some(at), Some(who)) = (link.find("http"), who) {
                links.insert(who.to_owned(), json!({ "link": link[at..].trim() }));
            }
        }
        links.into()
    }
}

/// Tells the stories in windows of a width, and shows what was amiss.
fn tell(place: &str, width: u32) {
    if !is_possible() {
        return;
    }
    let shots = target().join("screenshots").join(place);
    // Pictures of pages that are no more would mislead.
    let _ = fs::remove_dir_all(&shots);
    fs::create_dir_all(&shots).unwrap();
    let demo = Served::start(&["demo"], &shots.join("demo.log"));
    let empty = Served::start(&["serve"], &shots.join("wizard.log"));
    let told = json!({
        "width": width,
        "shots": shots,
        "demo": { "origin": demo.origin, "people": demo.links(), "folder": demo.folder.path() },
        "wizard": { "origin": empty.origin, "said": empty.said, "folder": empty.folder.path() },
        "only": std::env::var("STORY").ok(),
    });
    let mut node = Command::new("node");
    node.arg(scripts().join("run.mjs")).arg(told.to_string());
    node.env("NPM_FOLDER", npm_folder()).env("CHROMIUM", path_of("chromium").unwrap());
    let mut node = Running(node.stdout(Stdio::piped()).spawn().unwrap());
    for line in BufReader::new(node.0.stdout.take().unwrap()).lines() {
        println!("{}", line.unwrap());
    }
    assert!(node.0.wait().unwrap().success(), "see above, and the pictures in {}", shots.display());
}

#[test]
fn members_do_what_they_came_for_on_a_desk() {
    tell("desk", 1280);
}

#[test]
fn members_do_what_they_came_for_on_a_phone() {
    tell("phone", 360);
}
