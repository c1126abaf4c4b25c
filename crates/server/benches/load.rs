//! How fast a served commons answers: pages at 200 requests a second, and fifty people who write at once.
//!
//! `cargo bench -p server --bench load` prints; it never fails by the clock. The commons has 100,000 events. The
//! requests come from another process over loopback, each sent at its time whether or not those before it were
//! answered, and counted from when it should have been sent. What a durable write costs on this disk stands beside.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench")]

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use book::{Book, SecretKey, fresh_id, now};
use commons::act::{Act, AddAgent, AddProcess, Found, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::{Code, Handle, Moment};
use commons::unit::Measure;
use server::gate::Gate;
use server::keeper::Keeper;
use server::site::{Settings, Site};

const EVENTS: usize = 100_000;
const PEOPLE: usize = 200;
const PROJECTS: usize = 50;
const RATE: u32 = 200;
const SECONDS: u32 = 20;
const WRITERS: usize = 50;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("read") => read(&args[2], &args[3], &args[4]),
        Some("write") => write(&args[2], &args[3..]),
        _ => serve(),
    }
}

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

/// A commons of `EVENTS` hours of work by `PEOPLE` on `PROJECTS`, over two years.
fn found(path: &Path, founder: &SecretKey) -> Book {
    let wish = Found {
        name: "Rice Terraces".to_owned(),
        handle: handle("rice"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: founder.public().to_bytes(),
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    };
    let end = now().0;
    let start = end - 730 * Moment::DAY_MS;
    let mut book = Book::found(path, wish, founder, Moment(start)).unwrap();
    let person = |place: usize| handle(&format!("person-{place}"));
    let project = |place: usize| handle(&format!("project-{place}"));
    let people = (0..PEOPLE).map(|it| {
        let name = format!("Person {it}");
        Act::AddAgent(Box::new(AddAgent::new(person(it), AgentKind::Person, name)))
    });
    let projects = (0..PROJECTS)
        .map(|it| Act::AddProcess(Box::new(AddProcess::new(project(it), format!("Project {it}")))));
    let work = (0..EVENTS).map(|it| {
        let mut wish = LogEvent::new(Action::Work);
        wish.provider = Some(person(it * 7 % PEOPLE));
        wish.input_of = Some(project(it * 13 % PROJECTS));
        wish.role = Some(handle(["design", "build", "test"][it % 3]));
        wish.effort = Some(Measure {
            minor: i128::try_from(it % 8 + 1).unwrap() * 100,
            unit: Code::new("hour").unwrap(),
        });
        Act::LogEvent(Box::new(wish))
    });
    let acts: Vec<Act> = people.chain(projects).chain(work).collect();
    let step = (end - start) / i64::try_from(acts.len()).unwrap();
    let mut at = start;
    for group in acts.chunks(2_000) {
        let signed = group.iter().map(|act| book.sign(founder, fresh_id().unwrap(), act)).collect();
        at += step * i64::try_from(group.len()).unwrap();
        book.submit_whole(signed, Moment(at)).unwrap();
    }
    book
}

fn serve() {
    let folder = tempfile::tempdir_in("target").or_else(|_| tempfile::tempdir()).unwrap();
    let path = folder.path().join("rice.subak");
    let founder = SecretKey::from_bytes([7; 32]);
    let began = Instant::now();
    let book = found(&path, &founder);
    println!("{EVENTS} events written in {:.1?}", began.elapsed());
    let commons = book.commons();
    drop(book);
    let began = Instant::now();
    let book = Book::open(&path, Some(founder.clone())).unwrap().book;
    println!("opened in {:.2?}", began.elapsed());
    let gate = Gate::open(&path, commons).unwrap();
    let tokens: Vec<String> = (0..WRITERS)
        .map(|_| {
            let link = gate.one_time(&handle("ana"), &founder, 10, now()).unwrap();
            gate.enter_once(&link.reveal(), "bench", now()).unwrap().reveal().to_string()
        })
        .collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let settings = Settings { origin: format!("http://{address}") };
        let site = Arc::new(Site::new(Keeper::keep(book, &path).unwrap(), gate, settings));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(server::serve::serve(listener, site, async {
            let _ = stopped.await;
        }));
        for page in ["/", "/log", "/me", "/work", "/money", "/journal"] {
            let (address, token) = (address.clone(), tokens[0].clone());
            child(&["read", &address, page, &token]).await;
        }
        fsyncs(folder.path());
        let mut args = vec!["write".to_owned(), address];
        args.extend(tokens);
        child(&args.iter().map(String::as_str).collect::<Vec<_>>()).await;
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
    });
}

async fn child(args: &[&str]) {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let run = move || {
        let program = std::env::current_exe().unwrap();
        Command::new(program).args(args).stdout(Stdio::inherit()).status().unwrap();
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

/// What the disk alone costs.
fn fsyncs(folder: &Path) {
    let mut file = File::create(folder.join("fsync")).unwrap();
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&[0; 400]).unwrap();
            file.sync_data().unwrap();
            began.elapsed()
        })
        .collect();
    told("400 bytes and an fsync", &mut times, "");
}

fn told(what: &str, times: &mut [Duration], more: &str) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    println!("{what}: p50 {:.2?}, p99 {:.2?}, worst {:.2?}{more}", at(50), at(99), at(100));
}

struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// Sends a request whole, and reads the answer: status and body.
    fn send(&mut self, request: &str) -> (u16, usize, Vec<u8>) {
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap();
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, length, body)
    }
}

/// Asks for a page `RATE` times a second by eight connections.
fn read(address: &str, page: &str, token: &str) {
    let request =
        format!("GET {page} HTTP/1.1\r\nHost: {address}\r\nCookie: subak_session={token}\r\n\r\n");
    let begin = Instant::now() + Duration::from_millis(100);
    let lanes: Vec<_> = (0..8_u32)
        .map(|lane| {
            let (address, request) = (address.to_owned(), request.clone());
            std::thread::spawn(move || {
                let mut client = Client::new(&address);
                let mut times = Vec::new();
                let mut size = 0;
                for place in (lane..RATE * SECONDS).step_by(8) {
                    let due = begin + Duration::from_secs(1) * place / RATE;
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let (status, length, _) = client.send(&request);
                    assert_eq!(status, 200, "{request}");
                    times.push(due.elapsed());
                    size = length;
                }
                (times, size)
            })
        })
        .collect();
    let done: Vec<_> = lanes.into_iter().map(|lane| lane.join().unwrap()).collect();
    let size = done[0].1;
    let mut times: Vec<Duration> = done.into_iter().flat_map(|(times, _)| times).collect();
    told(&format!("GET {page} at {RATE}/s"), &mut times, &format!(", {size} bytes"));
}

/// Fifty people, each with an address of their own, who log one thing after the other.
fn write(address: &str, tokens: &[String]) {
    let query = r#"mutation { createEconomicEvent(event: { action: "work", effortQuantity: { hasNumericalValue: "1", hasUnit: "hour" }, inputOf: "project-1" }) { economicEvent { id } } }"#;
    let body = format!("{{\"query\":{query:?}}}");
    let began = Instant::now();
    let lanes: Vec<_> = tokens
        .iter()
        .enumerate()
        .map(|(place, token)| {
            let request = format!(
                "POST /graphql HTTP/1.1\r\nHost: {address}\r\nX-Forwarded-For: 10.9.{}.{}\r\n\
                 Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                place / 200,
                place % 200 + 1,
                body.len()
            );
            let address = address.to_owned();
            std::thread::spawn(move || {
                let mut client = Client::new(&address);
                let mut times = Vec::new();
                for _ in 0..100 {
                    let sent = Instant::now();
                    let (status, _, body) = client.send(&request);
                    let body = String::from_utf8_lossy(&body);
                    assert!(status == 200 && !body.contains("\"errors\""), "{status} {body}");
                    times.push(sent.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times: Vec<Duration> =
        lanes.into_iter().flat_map(|lane| lane.join().expect("a writer")).collect();
    let rate = times.len() as f64 / began.elapsed().as_secs_f64();
    told(
        &format!("a contribution, durable, {WRITERS} writers"),
        &mut times,
        &format!(", {rate:.0} a second"),
    );
}
