"""A private PostgreSQL cluster made from the binaries on the machine; never a shared server."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000  # bytes that the databases of all workers never need together
INSTALL = "apt-get install postgresql (or your system's package with initdb and pg_ctl)"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version first; None where there is none."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    return next(
        (p for p in candidates if (p / "initdb").exists() and (p / "pg_ctl").exists()), None
    )


def quick_folder(prefix: str) -> Path:
    """A new folder, in memory where the machine has room for that."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))


class Cluster:
    """One running cluster, in a folder of its own that goes when it stops."""

    def __init__(self, bin_folder: Path, *, durable: bool = False) -> None:
        self.bin = bin_folder
        # Tests need nothing kept; measurements do what a server does.
        self.durable = durable
        # Not pytest's own folder: PostgreSQL refuses to run as root, and that one is closed
        # to the user it then runs as.
        make = tempfile.mkdtemp if durable else quick_folder
        self.folder = Path(make(prefix="rpp-pg-"))
        self.user: str | None = None
        if os.geteuid() == 0:
            self.user = next(name for name in ("postgres", "nobody") if _exists(name))
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self.folder.chmod(0o700)
        self.port = _free_port()

    def _run(self, *command: str) -> None:
        if self.user:
            command = ("runuser", "-u", self.user, "--", *command)
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
        if done.returncode:
            raise RuntimeError(f"{command[-1]}: {done.stdout}{done.stderr}")

    def start(self) -> None:
        data = str(self.folder / "data")
        initdb = [
            "-D",
            data,
            "-U",
            "rpp",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        ]
        self._run(str(self.bin / "initdb"), *initdb)
        for _ in range(4):
            # Between asking for a free port and taking it, another program may take it.
            with suppress(RuntimeError):
                return self._start()
            self.port = _free_port()
        self._start()

    def _start(self) -> None:
        data = str(self.folder / "data")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} "
            "-c max_connections=200 -c shared_buffers=64MB -c autovacuum=off"
        )
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = str(self.folder / "log")
        self._run(str(self.bin / "pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")

    def restart(self) -> None:
        """As an operator does: every connection ends."""
        self.halt()
        self._start()

    def halt(self) -> None:
        """Stop, and keep the data to start again."""
        self._run(str(self.bin / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "fast", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let no process of the server do anything, while its connections stay open."""
        master = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        family = [master, *map(int, children)]
        for process in family:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in family:
                os.kill(process, signal.SIGCONT)

    def stop(self) -> None:
        self._run(
            str(self.bin / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"
        )
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://rpp@127.0.0.1:{self.port}/{database}"


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
