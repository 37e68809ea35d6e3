//! The real program, in a folder of its own. What a test starts is killed, by its own process id, when the test ends.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant as Moment};

use serde_json::json;
use tienbo::kernel::id::Id;
use tienbo::kernel::sql::Target;

use super::client::{Answer, Person, agent};
use super::database::folder;
use super::seed::PASSWORD;

/// A command that has not ended by itself after this never will.
const ENDS_WITHIN: Duration = Duration::from_secs(60);

/// The program with its settings, in a folder that is gone when this is dropped.
pub struct Program {
    pub folder: PathBuf,
    pub address: String,
    settings: Vec<(String, String)>,
}

impl Program {
    /// In an empty folder, with the defaults but for its address, the metrics' address and the general limits.
    pub fn in_an_empty_folder() -> Self {
        let folder = folder().join(Id::fresh().to_string());
        std::fs::create_dir(&folder).expect("a folder");
        let address = format!("127.0.0.1:{}", free_port());
        let settings = Vec::new();
        let program = Self { folder, address: address.clone(), settings };
        program
            .with("TIENBO_LISTEN", &address)
            .with("TIENBO_METRICS_LISTEN", "")
            .with("TIENBO_RATE_LIMIT_PER_MINUTE", "0")
            .with("TIENBO_PUBLIC_RATE_LIMIT_PER_MINUTE", "0")
    }

    /// The same with another value of a variable.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| known != variable);
        self.settings.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// The same on a database.
    #[must_use]
    pub fn on(self, target: &Target) -> Self {
        let (Target::Sqlite(url) | Target::Postgres(url)) = target;
        self.with("TIENBO_DATABASE_URL", url)
    }

    /// A file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The command line, without any setting of the machine that the tests run on.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.dressed(Command::new(env!("CARGO_BIN_EXE_tienbo")), arguments)
    }

    /// The same under limits of the shell, such as `ulimit -f`.
    pub fn command_under(&self, limits: &str, arguments: &[&str]) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{limits}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_tienbo")]);
        self.dressed(shell, arguments)
    }

    fn dressed(&self, mut command: Command, arguments: &[&str]) -> Command {
        for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("TIENBO_")) {
            command.env_remove(variable);
        }
        command.args(arguments).envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_command(self.command(arguments))
    }

    /// The same with more variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        self.run_command(command)
    }

    /// Enters an administrator, and founds the committee where there is none.
    #[track_caller]
    pub fn enter_administrator(&self, login: &str) {
        let login = format!("--login={login}");
        let arguments = [
            "user",
            "create",
            &login,
            "--full-name=Quản trị",
            "--role=admin",
            "--agency=H24",
            "--agency-name=Ban thành phố",
        ];
        self.run_with(&arguments, &[("TIENBO_PASSWORD", PASSWORD)]).went_well();
    }

    /// Waits, beside the service that seals, until its verification says that every entry is sealed. On PostgreSQL that is
    /// a moment after the commit, and not before every older transaction of the whole server has ended.
    /// What it says otherwise is for its caller to judge.
    #[track_caller]
    pub fn seals_all(&self, verification: &[&str]) -> Ended {
        let began = Moment::now();
        loop {
            let said = self.run(verification);
            if said.out.contains(", 0 not yet") {
                return said;
            }
            assert!(began.elapsed() < ENDS_WITHIN, "the entries are never sealed: {}{}", said.out, said.err);
        }
    }

    fn run_command(&self, command: Command) -> Ended {
        let mut running = self.start_command(command);
        let status = running.wait(ENDS_WITHIN);
        Ended { status, out: running.out(), err: running.err() }
    }

    /// Starts a command that goes on.
    pub fn start(&self, arguments: &[&str]) -> Running {
        self.start_command(self.command(arguments))
    }

    pub fn start_command(&self, mut command: Command) -> Running {
        let asked = format!("{command:?}");
        // Files, so that nobody has to read on for the program to go on.
        let (out, err) = (self.file(&format!("{}.out", Id::fresh())), self.file(&format!("{}.err", Id::fresh())));
        command.stdout(File::create(&out).expect("a file")).stderr(File::create(&err).expect("a file"));
        let child = command.spawn().expect("the program starts");
        Running { child, asked, root: format!("http://{}", self.address), out, err, began: Moment::now() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// A port that nobody listens on, below those that connections and other tests are given.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + (std::process::id() % 9_000) as u16;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 1_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A command that has ended, and what it said.
pub struct Ended {
    pub status: ExitStatus,
    pub out: String,
    pub err: String,
}

impl Ended {
    #[track_caller]
    pub fn went_well(&self) -> &Self {
        assert!(self.status.success(), "{}\n{}", self.status, self.err);
        self
    }

    /// It failed and said why in one line, which this is.
    #[track_caller]
    pub fn refused(&self) -> &str {
        assert!(!self.status.success() && self.status.code().is_some(), "{}\n{}", self.status, self.out);
        assert_eq!(self.err.lines().count(), 1, "one line:\n{}", self.err);
        self.err.trim_end().strip_prefix("tienbo: ").unwrap_or_else(|| panic!("{}", self.err))
    }
}

/// A process.
pub struct Running {
    child: Child,
    asked: String,
    pub root: String,
    out: PathBuf,
    err: PathBuf,
    began: Moment,
}

impl Running {
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn out(&self) -> String {
        read(&self.out)
    }

    pub fn err(&self) -> String {
        read(&self.err)
    }

    /// Waits until it is ready: how long that took from its start.
    #[track_caller]
    pub fn ready(&mut self, within: Duration) -> Duration {
        let (agent, url) = (agent(), format!("{}/health/ready", self.root));
        while !agent.get(&url).call().is_ok_and(|it| it.status() == 200) {
            let ended = self.child.try_wait().expect("its state");
            assert!(ended.is_none(), "{} ended: {ended:?}\n{}", self.asked, self.err());
            assert!(self.began.elapsed() < within, "{} is not ready after {within:?}\n{}", self.asked, self.err());
            std::thread::sleep(Duration::from_millis(10));
        }
        self.began.elapsed()
    }

    /// Waits until it has ended.
    #[track_caller]
    pub fn wait(&mut self, within: Duration) -> ExitStatus {
        let began = Moment::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status;
            }
            assert!(began.elapsed() < within, "{} has not ended after {within:?}\n{}", self.asked, self.err());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks it to stop, as an orchestrator does.
    pub fn terminate(&self) {
        let sent = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.process())]).status();
        assert!(sent.expect("a shell").success());
    }

    /// Stops it and waits until it has.
    #[track_caller]
    pub fn stop(mut self) {
        self.terminate();
        let status = self.wait(Duration::from_secs(15));
        assert!(status.success(), "{status}\n{}", self.err());
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// What it holds in memory now, in bytes.
    pub fn resident(&self) -> u64 {
        let status = read(&Path::new("/proc").join(self.process().to_string()).join("status"));
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kilobytes * 1024
    }

    /// Somebody without a token.
    pub fn nobody(&self) -> Person {
        Person::new("nobody", &agent(), self.root.clone(), None)
    }

    pub fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.nobody().post("/auth/login", json!({"login": login, "password": password}))
    }

    /// Somebody who has signed in.
    #[track_caller]
    pub fn person(&self, login: &str, password: &str) -> Person {
        let session = self.sign_in(login, password).is(200);
        self.bearer(session["access_token"].as_str().expect("a token"))
    }

    /// Somebody with a token.
    pub fn bearer(&self, token: &str) -> Person {
        Person::new("somebody", &agent(), self.root.clone(), Some(token.to_owned()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}
