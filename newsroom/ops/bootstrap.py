"""Makes .venv with the pinned packages and goes on in it; needs nothing but a bare Python.

`bootstrap.py [--dev] ARGUMENTS…` runs the Python of .venv with these arguments.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
TELL_EVERY = 10
PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Make what is missing, then become the program that was asked for; 1 if that cannot be."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C just ends this: nothing half-done does harm
    if "MAKELEVEL" in os.environ:  # end with make, even if it is killed
        end_with_parent()
    wanted = "requirements-dev.txt" if arguments[:1] == ["--dev"] else "requirements.txt"
    arguments = [argument for argument in arguments if argument != "--dev"]
    try:
        check_python()
        with only_one():
            make_venv()
            install(BASE_DIR / wanted)
    except OSError as error:
        return refuse(f"{error.filename or VENV} cannot be written: {error.strerror}")
    except RuntimeError as reason:
        return refuse(str(reason))
    os.chdir(BASE_DIR)
    return os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 - our own interpreter


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(line: str) -> None:
    """Show progress."""
    sys.stdout.write(f"newsroom: {line}\n")
    sys.stdout.flush()


def refuse(reason: str) -> int:
    """Say in one line why it cannot be done."""
    sys.stderr.write(f"newsroom: {reason}\n")
    return 1


def check_python() -> None:
    """Raises RuntimeError for a Python that is too old."""
    if sys.version_info < OLDEST:
        raise RuntimeError(
            f"needs Python {OLDEST[0]}.{OLDEST[1]} or newer, this is {platform.python_version()}"
        )


@contextmanager
def only_one() -> Iterator[None]:
    """Let no two installs work on .venv at once."""
    VENV.mkdir(exist_ok=True)
    with (VENV / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Make .venv if its Python is missing or does not run."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:  # noqa: S603
        return
    say(f"making .venv with Python {platform.python_version()} …")
    without_pip = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    made = run([sys.executable, "-m", "venv", *without_pip, str(VENV)])
    if made.returncode:
        raise RuntimeError(
            f".venv could not be made: {last_line(made.stdout)} (Debian: apt-get install python3-venv)"
        )


def install(lock: Path) -> None:
    """Install exactly what the lock file names, unless that was done already."""
    stamp = VENV / f".installed-{lock.stem}"
    mark = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    total = sum("==" in line for line in lock.read_text().splitlines())
    say(f"installing {total} packages (this is done once) …")
    pip = [*pip_command(), "install", "--require-hashes", "--only-binary", ":all:", "--no-input"]
    process = subprocess.Popen(  # noqa: S603
        [*pip, "--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - one thread
    )
    assert process.stdout is not None  # noqa: S101 - asked for above
    complaints = show(process.stdout, total)
    if process.wait():
        reason = complaints[-1] if complaints else "pip gave no reason"
        raise RuntimeError(f"packages could not be installed: {reason}")
    stamp.write_text(mark)


def pip_command() -> list[str]:
    """The pip of .venv, or the machine's own told to work on .venv, where Debian left ours out."""
    if run([str(PYTHON), "-m", "pip", "--version"]).returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    raise RuntimeError("this Python has no pip (Debian: apt-get install python3-venv)")


def show(lines: Iterator[str], total: int) -> list[str]:
    """Tell how far pip has come; gives its complaints."""
    complaints, seen = [], 0
    for line in lines:
        if line.startswith(("Collecting", "Requirement already")):
            seen += 1
            if seen % TELL_EVERY == 0:
                say(f"  {seen} of {total}")
        elif line.startswith("Installing"):
            say("  unpacking …")
        elif line.startswith("ERROR"):
            complaints.append(line.removeprefix("ERROR: ").strip())
    return complaints


def run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command for its exit code and what it said."""
    return subprocess.run(  # noqa: S603
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def last_line(text: str) -> str:
    """What a program said last."""
    return text.strip().splitlines()[-1] if text.strip() else "no reason given"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
