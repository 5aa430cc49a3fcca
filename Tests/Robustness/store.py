"""The store under inserts: processes that are killed, and files as a power cut leaves them."""

import os
import pathlib
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

from support import check, expect

PROGRAM = pathlib.Path(os.environ.get("GIRCTL_BIN_DIR", ".build/debug")) / "StoreLoad"


def ids(folder):
    """The recordings of a store whose pages are all sound."""
    with sqlite3.connect(folder / "store.sqlite") as database:
        expect(database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the store is damaged")
        return {row[0] for row in database.execute("SELECT id FROM recording")}


class Inserting:
    """A process that adds recordings, four at a time, and says which are kept."""

    def __init__(self, folder, prefix, *around):
        self.process = subprocess.Popen([*around, PROGRAM, "insert", folder, prefix], stdout=subprocess.PIPE)
        self.acknowledged = {self.process.stdout.readline().decode().strip()}
        os.set_blocking(self.process.stdout.fileno(), False)
        self.rest = b""

    def read(self):
        """Takes what was said so far."""
        while part := os.read(self.process.stdout.fileno(), 1 << 20) if self.readable() else b"":
            self.rest += part
        *lines, self.rest = self.rest.split(b"\n")
        self.acknowledged |= {line.decode() for line in lines}

    def readable(self):
        return select.select([self.process.stdout], [], [], 0)[0]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.read()


def killed(rounds):
    chance, kept_before, total = random.Random(7), set(), 0
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "data"
        for number in range(rounds):
            inserting = Inserting(data, f"r{number}")
            time.sleep(chance.uniform(0.001, 0.12))
            inserting.kill()
            total += len(inserting.acknowledged)
            kept_before |= inserting.acknowledged
            if number % 10 == 9 or number == rounds - 1:
                lost = kept_before - ids(data)
                expect(not lost, f"{len(lost)} of {total} recordings are lost after {number + 1} kills")
    return f"{rounds} kills, {total} recordings acknowledged, none lost"


def power_cuts(cuts):
    """Copies the files between two instructions of the process, as they are then, without the shared memory."""
    chance, total = random.Random(8), 0
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "data"
        inserting = Inserting(data, "p")
        try:
            for number in range(cuts):
                time.sleep(chance.uniform(0.001, 0.2))
                os.kill(inserting.process.pid, signal.SIGSTOP)
                while pathlib.Path(f"/proc/{inserting.process.pid}/stat").read_text().rsplit(")")[-1].split()[0] != "T":
                    time.sleep(0.001)
                inserting.read()
                copy = pathlib.Path(folder) / f"copy-{number}"
                copy.mkdir(0o700)
                for name in ("store.sqlite", "store.sqlite-wal"):
                    shutil.copy(data / name, copy / name)
                os.kill(inserting.process.pid, signal.SIGCONT)
                lost = inserting.acknowledged - ids(copy)
                expect(not lost, f"{len(lost)} recordings are lost at cut {number + 1}")
                total = len(inserting.acknowledged)
                shutil.rmtree(copy)
        finally:
            inserting.kill()
    return f"{cuts} cuts, {total} recordings acknowledged, none lost"


@check("store: SIGKILL under inserts")
def killed_often():
    return killed(200)


@check("store: SIGKILL under inserts, a few", quick=True)
def killed_seldom():
    return killed(20)


@check("store: power cut under inserts", quick=True)
def cut():
    return power_cuts(20)


@check("store: each insert is synced before it is acknowledged", quick=True)
def synced():
    if not shutil.which("strace"):
        return "strace is not installed"
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "trace"
        inserting = Inserting(pathlib.Path(folder) / "data", "s", "strace", "-f", "-qq", "-o", trace, "-e",
                              "trace=fdatasync,fsync")
        while len(inserting.acknowledged) < 200:
            time.sleep(0.05)
            inserting.read()
        acknowledged = len(inserting.acknowledged)
        pid = inserting.process.pid
        for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)
        # It writes down what it saw.
        inserting.process.wait(60)
        syncs = trace.read_text().count("sync(")
        expect(syncs >= acknowledged, f"{acknowledged} acknowledged, {syncs} synced")
    return f"{acknowledged} acknowledged, {syncs} synced"
