//! The real server, over real sockets: it starts, serves, is killed, starts again, and ends in good order.
#![cfg(test)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread;

use tempfile::TempDir;

fn subak(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_subak"));
    command.current_dir(folder).env_clear().env("USER", "rosa");
    command.env("SUBAK_KEYS", folder.join("keys")).args(line.split(' '));
    command
}

fn run(folder: &Path, line: &str) -> Output {
    subak(folder, line).output().unwrap()
}

fn ok(folder: &Path, line: &str) -> String {
    let output = run(folder, line);
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, line: &str) -> String {
    let output = run(folder, line);
    assert_eq!(output.status.code(), Some(1), "{line}");
    String::from_utf8(output.stderr).unwrap()
}

fn rice() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    ok(folder.path(), "init rice.subak --founder Rosa");
    ok(folder.path(), "process add Frame");
    folder
}

/// A server that is killed when its test ends, however that ends.
struct Server {
    child: Child,
    said: BufReader<ChildStdout>,
    port: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts one, and waits until it says where it is.
    fn start(folder: &Path, line: &str) -> Self {
        let mut child = subak(folder, line).stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, said, port: String::new() };
        let address = server.line_with("http://127.0.0.1:");
        let rest = address.split("http://127.0.0.1:").nth(1).unwrap();
        server.port = rest.split('/').next().unwrap().trim().to_owned();
        server
    }

    /// The next line it says that holds a text.
    fn line_with(&mut self, text: &str) -> String {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            assert_ne!(self.said.read_line(&mut line).unwrap(), 0, "it never said {text}");
        }
        line.trim().to_owned()
    }

    /// A browser that comes in by the link that was printed.
    fn enter(&mut self) -> Browser {
        let link = self.line_with("/enter/");
        let mut browser = Browser { port: self.port.clone(), cookie: String::new() };
        let path = link.split(&self.port).nth(1).unwrap();
        let entered = browser.post(path, &[]).unwrap();
        assert_eq!(entered.status, 303, "{}", entered.text);
        browser
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }
}

struct Answer {
    status: u16,
    text: String,
}

impl Answer {
    /// The hidden fields of the form that goes to an address.
    fn form(&self, action: &str) -> BTreeMap<String, String> {
        let marker = format!("action=\"{action}\"");
        let after = self.text.split(&marker).nth(1).unwrap_or_else(|| panic!("{}", self.text));
        let form = after.split("</form>").next().unwrap();
        let value = |input: &str, name: &str| {
            Some(input.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned())
        };
        let inputs = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
        inputs.filter_map(|it| Some((value(it, "name")?, value(it, "value")?))).collect()
    }
}

#[derive(Clone)]
struct Browser {
    port: String,
    cookie: String,
}

impl Browser {
    fn get(&mut self, path: &str) -> Option<Answer> {
        self.send(&format!("GET {path}"), "")
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let encoded = |text: &str| {
            let bytes = text.bytes().map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02x}"),
            });
            bytes.collect::<String>()
        };
        let pairs =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        self.send(&format!("POST {path}"), &pairs.collect::<Vec<_>>().join("&"))
    }

    /// One request on a connection of its own; nothing if the server is not there, or goes before it has answered.
    fn send(&mut self, line: &str, body: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).ok()?;
        let cookie = &self.cookie;
        let length = body.len();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut bytes = Vec::new();
        // A connection that is cut after a whole head has answered all the same.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, rest) = text.split_once("\r\n\r\n")?;
        for line in head.lines() {
            if let Some(cookie) = line.strip_prefix("set-cookie: ") {
                self.cookie = cookie.split(';').next().unwrap().to_owned();
            }
        }
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, text: rest.to_owned() })
    }
}

/// Adds a project by its form, as an act of its own.
fn add(browser: &mut Browser, name: &str) -> Option<Answer> {
    let form = browser.get("/work/new/project")?.form("/work/new/project");
    let mut fields: Vec<(&str, &str)> =
        form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    fields.retain(|(field, _)| *field != "name");
    fields.push(("name", name));
    browser.post("/work/new/project", &fields)
}

#[test]
fn it_says_where_it_is_lets_the_founder_in_and_ends_in_good_order() {
    let folder = rice();
    let mut server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let mut rosa = server.enter();
    let home = rosa.get("/").unwrap();
    assert_eq!(home.status, 200);
    assert!(home.text.contains("rosa"), "{}", home.text);
    let mut nobody = Browser { port: server.port.clone(), cookie: String::new() };
    assert_eq!(nobody.get("/health/ready").unwrap().status, 200);
    assert_eq!(nobody.get("/log").unwrap().status, 401);
    server.signal("-TERM");
    assert!(server.child.wait().unwrap().success());
    assert!(nobody.get("/").is_none(), "it listens although it ended");
    ok(folder.path(), "verify");
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_and_sessions_survive_it() {
    let folder = rice();
    let mut server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let rosa = server.enter();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let mut browser = rosa.clone();
            thread::spawn(move || {
                let mut acknowledged = Vec::new();
                for nth in 0.. {
                    let note = format!("n{writer}x{nth}x");
                    match add(&mut browser, &note) {
                        Some(answer) if answer.status == 303 => acknowledged.push(note),
                        Some(answer) if answer.status == 429 => break,
                        Some(answer) => panic!("{}: {}", answer.status, answer.text),
                        None => break,
                    }
                }
                acknowledged
            })
        })
        .collect();
    let mut watching = rosa.clone();
    let grown = |entries: &str| entries.trim().parse::<u64>().is_ok_and(|entries| entries > 20);
    while !watching
        .get("/health/ready")
        .is_some_and(|ready| ready.text.split("entries ").nth(1).is_some_and(grown))
    {
        assert!(!writers.iter().all(thread::JoinHandle::is_finished), "nobody writes");
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let acknowledged: Vec<String> =
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    assert!(acknowledged.len() >= 10, "{}", acknowledged.len());

    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let mut rosa = Browser { port: server.port.clone(), ..rosa };
    let log = rosa.get("/log").unwrap();
    assert_eq!(log.status, 200, "the session did not survive");
    server.signal("-INT");
    drop(server);
    let all = ok(folder.path(), "--json process list");
    for note in acknowledged {
        assert!(all.contains(&note), "`{note}` was acknowledged and is lost");
    }
    ok(folder.path(), "verify");
}

#[test]
fn what_cannot_be_served_is_refused_by_name() {
    let folder = rice();
    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let taken = format!("serve --listen 127.0.0.1:{}", server.port);
    assert!(refused(folder.path(), &taken).contains("address_in_use: "));
    let second = refused(folder.path(), "serve --listen 127.0.0.1:0");
    assert!(second.contains("process "), "{second}");
    let open = refused(folder.path(), "serve --listen 0.0.0.0:0");
    assert!(open.contains("origin_missing: "), "{open}");
    let plain = refused(folder.path(), "serve --listen 127.0.0.1:0 --origin http://rice.example");
    assert!(plain.contains("origin_plain: "), "{plain}");
    let strange = refused(folder.path(), "serve --listen 127.0.0.1:0 --origin rice.example");
    assert!(strange.contains("origin_malformed: "), "{strange}");
    let log = refused(folder.path(), "serve --listen 127.0.0.1:0 --log a=b=c");
    assert!(log.contains("log_malformed: "), "{log}");
}

#[test]
fn a_link_is_made_beside_a_server_that_runs() {
    let folder = rice();
    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let link = ok(folder.path(), &format!("link rosa --origin http://127.0.0.1:{}", server.port));
    let path = link.lines().next().unwrap().split(&server.port).nth(1).unwrap().to_owned();
    let mut browser = Browser { port: server.port.clone(), cookie: String::new() };
    assert_eq!(browser.post(&path, &[]).unwrap().status, 303);
    assert_eq!(browser.get("/log").unwrap().status, 200);
    assert!(refused(folder.path(), "link nobody").contains("key_missing: "));
}

#[test]
fn a_copy_without_its_key_is_shown_and_takes_nothing() {
    let folder = rice();
    std::fs::rename(folder.path().join("keys"), folder.path().join("elsewhere")).unwrap();
    let mut server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let mut nobody = Browser { port: server.port.clone(), cookie: String::new() };
    let home = nobody.get("/").unwrap();
    assert!(home.status == 200 && home.text.contains("This is a copy"), "{}", home.text);
    server.signal("-TERM");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn without_a_commons_a_page_founds_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), "serve --listen 127.0.0.1:0");
    let mut browser = Browser { port: server.port.clone(), cookie: String::new() };
    assert_eq!(browser.get("/").unwrap().status, 404);
    // The line that told the address is the link.
    drop(server);
    let mut child =
        subak(folder.path(), "serve --listen 127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("/new/") {
        line.clear();
        said.read_line(&mut line).unwrap();
    }
    let address = line.trim().split("127.0.0.1:").nth(1).unwrap().to_owned();
    let (port, path) = address.split_once('/').unwrap();
    server = Server { child, said, port: port.to_owned() };
    browser.port = port.to_owned();
    let fields =
        [("commons", "Rice"), ("you", "Rosa"), ("unit", "CAD"), ("secret", "nobody else knows")];
    let founded = browser.post(&format!("/{path}/open-value-network/found"), &fields).unwrap();
    assert_eq!(founded.status, 303, "{}", founded.text);
    assert!(browser.get("/").unwrap().text.contains("Rice"));
    assert_eq!(browser.get(&format!("/{path}")).unwrap().status, 404, "it founds another one");
    server.signal("-TERM");
    assert!(server.child.wait().unwrap().success());
    ok(folder.path(), "verify");
}

#[test]
fn a_collector_is_sent_a_span_for_each_request_and_no_secret() {
    let folder = rice();
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", collector.local_addr().unwrap());
    let collected = thread::spawn(move || {
        let (stream, _) = collector.accept().unwrap();
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = said.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        (head, String::from_utf8_lossy(&body).into_owned())
    });
    let mut server =
        Server::start(folder.path(), &format!("serve --listen 127.0.0.1:0 --traces {address}"));
    let mut rosa = server.enter();
    rosa.get("/").unwrap();
    server.signal("-TERM");
    let (head, body) = collected.join().unwrap();
    assert!(head.starts_with("POST /v1/traces "), "{head}");
    assert!(body.contains("/enter/{token}") && body.contains("subak"), "{body}");
    assert!(!body.contains(&rosa.cookie.split('=').nth(1).unwrap()[..20]), "{body}");
    let refusal = refused(folder.path(), "serve --listen 127.0.0.1:0 --traces nowhere");
    assert!(refusal.contains("collector_malformed"), "{refusal}");
}
