"""The command as such: exit codes, messages without tracebacks, terminals, pipes and interruptions."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import fsqca
from fsqca.cli import main
from fsqca.study import Study
from tests.study.helpers import TEXT, write_study

ROOT = Path(__file__).parents[2]


def command(*arguments: str, **environment: str) -> list[str]:
    return [sys.executable, "-m", "fsqca", *arguments]


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"fsqca {fsqca.__version__}\n"


def test_the_module_runs_as_a_command():
    done = shell("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"fsqca {fsqca.__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exampel"], "Error: No such command 'exampel'. Did you mean 'example'?"),
        (["example", "--outptu", "x"], "Error: No such option"),
        (["run"], "Error: Missing argument 'STUDY'."),
        (["check", "a", "b"], "Error: Got unexpected extra argument (b)"),
        (["check", "a.toml", "-q", "-v"], "Error: --quiet and --verbose exclude each other."),
        (["completion", "tcsh"], "Error: Invalid value for '{bash|zsh|fish}': 'tcsh' is not one of"),
    ],
)
def test_a_wrong_command_has_code_2_and_a_sentence(arguments, said, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: fsqca")
    assert err.split("\n")[-2].startswith(said.split(" Did you mean")[0])


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out
    for name in ("new", "check", "run", "calibrate", "table", "minimize", "report", "export-r", "bundle"):
        assert f"\n  {name} " in listed


def test_help_is_quick_because_nothing_heavy_is_loaded():
    code = (
        "import sys; from fsqca.cli import main; main(['run', '--help']); "
        "print([name for name in ('pandas', 'scipy', 'lark', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip().split("\n")[-1] == "[]"


def test_without_click_the_line_that_installs_it_is_given(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "click", None)
    assert main(["--version"]) == 1
    assert capsys.readouterr().err == (
        "Error: The command line needs click, which is not installed. Install it with: python -m pip install "
        '"fsqca[cli]"\n'
    )


def test_an_ascii_terminal_gets_utf_8(tmp_path):
    path = write_study(tmp_path)
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = shell("run", str(path), "--no-files", **environment)
    assert done.returncode == 0, done.stderr
    assert "●" in done.stdout.decode("utf-8")


def test_what_another_encoding_lacks_is_replaced(monkeypatch, tmp_path):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    path = write_study(tmp_path, TEXT.replace("Twelve firms", "Zwölf firms →"))
    assert main(["run", str(path), "--no-files"]) == 0
    stream.flush()
    assert "Zwölf firms ?\n" in stream.buffer.getvalue().decode("latin-1")


def test_whoever_stops_reading_gets_no_complaint(tmp_path):
    path = write_study(tmp_path)
    done = subprocess.run(
        f'"{sys.executable}" -m fsqca run "{path}" --no-files --json | head -1; echo "${{PIPESTATUS[0]}}"',
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{\n0\n", "")


def test_a_broken_pipe_ends_in_peace(monkeypatch, tmp_path):
    class Broken(io.StringIO):
        def write(self, text):
            raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(sys, "stdout", Broken())
    assert main(["check", str(write_study(tmp_path))]) == 0


def test_an_interruption_has_code_130_and_one_line(monkeypatch, capsys, tmp_path):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Study, "run", interrupted)
    assert main(["run", str(write_study(tmp_path)), "--output", str(tmp_path / "out")]) == 130
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", "Interrupted. No file is left half written.")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_stops_a_run_without_a_traceback(tmp_path):
    path = write_study(tmp_path)
    slow = tmp_path / "slow_calibration.py"
    slow.write_text("import time\n\ndef wait(raw):\n    print('waiting', flush=True)\n    time.sleep(60)\n")
    text = path.read_text().replace(
        'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6',
        'method = "function"\ncolumn = "skill"\nfunction = "slow_calibration:wait"',
        1,
    )
    path.write_text(text)
    process = subprocess.Popen(
        command("run", str(path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])},
    )
    assert process.stdout.readline() == "waiting\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (130, "", "Interrupted. No file is left half written.")
    assert not (tmp_path / "study_results").exists()


def test_what_should_not_happen_is_told_in_a_line_and_with_verbose_in_full(monkeypatch, capsys, tmp_path):
    def fail(*args, **kwargs):
        raise RuntimeError("odd")

    monkeypatch.setattr(Study, "check", fail)
    path = str(write_study(tmp_path))
    assert main(["check", path]) == 1
    assert capsys.readouterr().err == (
        "Error: fsqca stopped with RuntimeError: odd. This should not happen; --verbose shows where it did.\n"
    )
    assert main(["check", path, "--verbose"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_too_little_memory_is_said(monkeypatch, capsys, tmp_path):
    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(Study, "run", fail)
    assert main(["run", str(write_study(tmp_path)), "--no-files"]) == 1
    assert capsys.readouterr().err == "Error: There is not enough memory for this analysis.\n"


@pytest.mark.parametrize(
    ("name", "part"), [("bash", "complete -o"), ("zsh", "#compdef fsqca"), ("fish", "complete")]
)
def test_a_shell_gets_its_completion(name, part, capsys):
    assert main(["completion", name]) == 0
    script = capsys.readouterr().out
    assert part in script
    assert f"_FSQCA_COMPLETE={name}_complete" in script


def test_commands_and_options_are_completed():
    done = shell(_FSQCA_COMPLETE="bash_complete", COMP_WORDS="fsqca exp", COMP_CWORD="1")
    assert done.stdout.decode().split() == ["plain,export-r"]
    done = shell(_FSQCA_COMPLETE="bash_complete", COMP_WORDS="fsqca run --ver", COMP_CWORD="2")
    assert done.stdout.decode().split() == ["plain,--verify", "plain,--verbose"]
