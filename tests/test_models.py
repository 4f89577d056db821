"""Weights: found where they lie, pulled from a real server that misbehaves, checked, put away."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.doctor import Check, examine
from inference import models
from inference.errors import ModelMissing, OperatorError
from inference.models import State
from tests.home import Home, serving
from tests.needs import BESIDE

DATA = Random(1).randbytes(3 << 20)
SUM = sha256(DATA).hexdigest()
COMMIT, NEWER = "a" * 40, "b" * 40


@pytest.fixture
def home() -> Iterator[Home]:
    with serving() as made:
        yield made


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models; no proxy, no token, no mirror of whoever runs this."""
    for name in ("HF_TOKEN", "HF_ENDPOINT", "RESHOOT_MODELS_URL", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path / "models"))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def offer(folder: Path, home: Home, **more: Any) -> None:
    """A model "net" of one file, in the operator's own catalogue; served unless it is there."""
    about = {"gives": "a test", "licence": "MIT", "commercial": True, "revision": "1"}
    file = {"name": "net.bin", "url": f"{home.url}/net.bin", "sha256": SUM, "size": len(DATA)}
    file |= {key: more.pop(key) for key in ("url", "sha256", "size") if key in more}
    write(folder, "net", about | more, [file])
    home.files.setdefault("/net.bin", DATA)


def offer_hub(folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    """A model "hubbed" of a hub's repository, at main, with a tokenizer that comes along."""
    about = {"gives": "a test", "licence": "MIT", "commercial": True, "hub": "us/net"}
    about["extras"] = ["*.json"]
    write(folder, "hubbed", about | more, [{"name": "config.json"}, {"name": "net.bin"}])
    content = {"README.md": b"hi", "config.json": b"{}", "net.bin": DATA, "vocab.json": b"[]"}
    home.hub("us/net", COMMIT, content, {"net.bin": SUM})
    monkeypatch.setenv("HF_ENDPOINT", home.url)


def write(folder: Path, name: str, about: dict[str, Any], files: list[dict[str, Any]]) -> None:
    lines = [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in about.items())]
    for file in files:
        lines += [f"[[{name}.files]]", *(f"{key} = {json.dumps(v)}" for key, v in file.items())]
    (folder / "models.toml").write_text("\n".join(lines))


def pull(name: str = "net", **options: bool) -> tuple[str, ...]:
    return models.pull(name, lambda *_: None, **options).fetched


def record(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "models.lock").read_text())


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", "models", *words]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=60)


def leftovers(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.part")}


# Looking


def test_a_model_is_found_flat_in_the_folder_and_in_its_own(folder: Path, home: Home) -> None:
    offer(folder, home)
    assert models.find("net") is None
    (folder / "net.bin").write_bytes(b"flat")
    assert models.find("net") == {"net.bin": folder / "net.bin"}
    (folder / "net").mkdir()
    (folder / "net/net.bin").write_bytes(b"own")
    assert models.find("net") == {"net.bin": folder / "net/net.bin"}


@pytest.mark.parametrize("place", ["hubbed", "us/net", "net", "models--us--net/snapshots/abc"])
def test_a_hubs_model_is_found_as_people_and_hubs_lay_it(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    offer_hub(folder, home, monkeypatch)
    (folder / place).mkdir(parents=True)
    for name in ("config.json", "net.bin", "vocab.json"):
        (folder / place / name).write_text("")
    found = models.need("hubbed")
    assert set(found) == {"config.json", "net.bin", "vocab.json"}
    assert {path.parent for path in found.values()} == {folder / place}


def test_a_config_that_lies_flat_belongs_to_nobody(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    for name in ("config.json", "net.bin"):
        (folder / name).write_text("")
    assert models.find("hubbed") is None


def test_what_is_missing_is_said_with_the_command_that_gets_it(folder: Path, home: Home) -> None:
    offer(folder, home)
    with pytest.raises(ModelMissing, match=r"net\.bin.* reshoot models pull net$"):
        models.need("net")
    with pytest.raises(OperatorError, match=r"called 'nett'.*tiny"):
        models.need("nett")


def test_the_folder_is_under_reshoots_home_where_nobody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RESHOOT_MODELS")
    monkeypatch.setenv("RESHOOT_HOME", str(tmp_path))
    assert models.folder() == tmp_path / "models"
    monkeypatch.delenv("RESHOOT_HOME")
    assert models.folder() == Path.home() / ".reshoot/models"


# Our own catalogue


def test_our_catalogue_is_pinned_and_complete() -> None:
    for model in models.catalogue().values():
        assert all((model.gives, model.licence, model.files)), model.name
        if model.files[0].name == "model_index.json":  # a painter: its first pull pins it
            continue
        assert model.revision != "main", model.name
        for file in model.files:
            assert file.url.startswith("https://") or model.hub, file.name
            assert re.fullmatch(r"[0-9a-f]{64}", file.sha256) or file.name.endswith(".json")
        assert max(file.size for file in model.files) > 100_000, model.name


def test_the_small_networks_are_those_that_we_know(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = BESIDE.parent / "weights"
    if not weights.is_dir():
        pytest.skip("the small networks are not here")
    monkeypatch.setenv("RESHOOT_MODELS", str(weights))
    before = set(weights.iterdir())
    assert pull("tiny") == ()
    assert {finding.state for finding in models.verify("tiny")} == {State.OK}
    assert models.remove("tiny") == ()
    assert set(weights.iterdir()) == before


# Pulling


def test_a_pull_fetches_checks_and_records(folder: Path, home: Home) -> None:
    offer(folder, home)
    assert pull() == ("net.bin",)
    assert models.need("net")["net.bin"].read_bytes() == DATA
    entry = record(folder)["net"]
    assert entry["revision"] == "1"
    assert entry["files"] == {"net.bin": {"sha256": SUM, "size": len(DATA)}}
    assert re.match(r"20\d\d-\d\d-\d\dT", entry["pulled"])
    assert leftovers(folder) == set()


def test_what_is_here_is_not_asked_for_again(folder: Path, home: Home) -> None:
    offer(folder, home)
    (folder / "net.bin").write_bytes(b"an operator's own")
    assert pull() == ()
    assert home.asked == []
    assert (folder / "net.bin").read_bytes() == b"an operator's own"
    assert {path.name for path in folder.iterdir()} == {"net.bin", "models.toml"}


def test_a_file_that_is_there_already_is_never_rewritten(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    (folder / "hubbed").mkdir()
    (folder / "hubbed/config.json").write_text("mine")
    assert pull("hubbed") == ("vocab.json", "net.bin")
    assert (folder / "hubbed/config.json").read_text() == "mine"
    assert "config.json" not in record(folder)["hubbed"]["files"]


def test_a_cut_connection_is_taken_up_where_it_broke(folder: Path, home: Home) -> None:
    offer(folder, home)
    home.cuts = [1 << 19] * 5
    pull()
    assert models.need("net")["net.bin"].read_bytes() == DATA
    assert home.requests("/net.bin") == ["", *(f"bytes={n << 19}-" for n in range(1, 6))]


def test_a_home_without_ranges_is_asked_for_all_of_it_again(folder: Path, home: Home) -> None:
    offer(folder, home)
    home.ranges, home.cuts = False, [1 << 20]
    pull()
    assert models.need("net")["net.bin"].read_bytes() == DATA
    assert len(home.requests("/net.bin")) == 2


def test_a_connection_that_keeps_breaking_leaves_what_came_for_the_next_pull(
    folder: Path, home: Home
) -> None:
    offer(folder, home)
    home.cuts = [1 << 20, *[0] * 3]
    with pytest.raises(OperatorError, match=r"broke.*goes on where it was"):
        pull()
    assert models.find("net") is None
    assert len(leftovers(folder)) == 1
    pull()
    assert models.need("net")["net.bin"].read_bytes() == DATA
    assert home.requests("/net.bin")[-1] == f"bytes={1 << 20}-"


def test_a_wrong_sum_is_refused_and_nothing_is_kept(folder: Path, home: Home) -> None:
    offer(folder, home)
    home.files["/net.bin"] = DATA[:-1] + b"!"
    with pytest.raises(OperatorError, match=r"not what it should be.*Nothing of it was kept"):
        pull()
    assert models.find("net") is None
    assert leftovers(folder) == set()
    assert not (folder / "models.lock").exists()


@pytest.mark.parametrize("size", [len(DATA) - 1, len(DATA) + 1])
def test_a_file_of_another_size_is_refused(folder: Path, home: Home, size: int) -> None:
    offer(folder, home, size=size, sha256="")
    with pytest.raises(OperatorError, match="not what it should be"):
        pull()
    assert leftovers(folder) == set()
    assert len(home.requests("/net.bin")) == 1


@pytest.mark.parametrize("left", [b"?" * 1000, b"?" * len(DATA), b"?" * (len(DATA) + 9)])
def test_a_part_of_something_else_costs_time_and_no_more(
    folder: Path, home: Home, left: bytes
) -> None:
    offer(folder, home)
    (folder / "net").mkdir()
    (folder / f"net/net.bin.{SUM[:12]}.part").write_bytes(left)
    pull()
    assert models.need("net")["net.bin"].read_bytes() == DATA


def test_a_pull_that_is_killed_goes_on_where_it_was(folder: Path, home: Home) -> None:
    offer(folder, home)
    home.pause = 0.1
    process = subprocess.Popen(command("pull", "net"), stderr=subprocess.DEVNULL)
    part = folder / f"net/net.bin.{SUM[:12]}.part"
    wait_for(lambda: part.is_file() and part.stat().st_size > 0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    home.pause = 0.0
    assert models.find("net") is None
    assert run("pull", "net").returncode == 0
    assert models.need("net")["net.bin"].read_bytes() == DATA
    assert re.fullmatch(r"bytes=[1-9]\d+-", home.requests("/net.bin")[1])
    assert leftovers(folder) == set()


def wait_for(true: Any) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_of_two_pulls_at_once_one_fetches_and_both_succeed(folder: Path, home: Home) -> None:
    offer(folder, home)
    home.pause = 0.02
    pair = [subprocess.Popen(command("pull", "net"), stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    assert home.requests("/net.bin") == [""]
    assert any(b"waiting for another pull of net" in words for words in said)


# Refusals


def test_a_licence_against_commercial_use_must_be_asked_for(folder: Path, home: Home) -> None:
    offer(folder, home, commercial=False, licence="CC-BY-NC-4.0")
    with pytest.raises(OperatorError, match=r"CC-BY-NC-4\.0.*ads are commercial.*--non-commercial"):
        pull()
    assert home.asked == []
    assert pull(noncommercial=True) == ("net.bin",)


def test_a_disk_that_is_too_small_is_known_before_the_first_byte(folder: Path, home: Home) -> None:
    offer(folder, home, size=10**16)
    with pytest.raises(OperatorError, match=r"GB free, and this takes 10000000\.0 GB"):
        pull()
    assert home.asked == []


def test_a_disk_that_fills_up_is_said_so(folder: Path, home: Home) -> None:
    offer(folder, home)
    (folder / "net").mkdir()
    (folder / f"net/net.bin.{SUM[:12]}.part").symlink_to("/dev/full")
    with pytest.raises(OperatorError, match=r"disk of .* is full\. Make room and pull again"):
        pull()


def test_a_folder_that_can_not_be_made_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path / "file/models"))
    with pytest.raises(OperatorError, match=r"can't be written to.*RESHOOT_MODELS"):
        pull("tiny")


def test_an_address_that_moved_is_said_so(folder: Path, home: Home) -> None:
    offer(folder, home, url=f"{home.url}/gone.bin")
    with pytest.raises(OperatorError, match=r"404 for /gone\.bin"):
        pull()


def test_a_machine_that_is_away_is_said_so(folder: Path, home: Home) -> None:
    offer(folder, home, url="http://127.0.0.1:1/net.bin")
    with pytest.raises(OperatorError, match=r"can't be reached.*HTTPS_PROXY.*RESHOOT_MODELS_URL"):
        pull()


def test_a_busy_home_is_asked_again(folder: Path, home: Home) -> None:
    offer(folder, home)
    home.status["/net.bin"] = 503
    with pytest.raises(OperatorError, match=r"too busy \(503\)"):
        pull()
    assert len(home.requests("/net.bin")) == 4


def test_a_login_page_in_place_of_a_hub_is_seen(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    home.files["/api/models/us/net/revision/main"] = b"<html>Please log in</html>"
    with pytest.raises(OperatorError, match="login page"):
        pull("hubbed")


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", r"accepted its licence.*https://hub/us/net.*HF_TOKEN"),
        ("someone", r"does not let the token in HF_TOKEN have hubbed \(403\).*accept the licence"),
    ],
)
def test_a_gated_model_says_how_to_be_let_in(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch, token: str, words: str
) -> None:
    offer_hub(folder, home, monkeypatch, gated=True, page="https://hub/us/net")
    monkeypatch.setenv("HF_TOKEN", token)
    home.token = "right"
    with pytest.raises(OperatorError, match=words):
        pull("hubbed")
    assert models.find("hubbed") is None
    monkeypatch.setenv("HF_TOKEN", "right")
    pull("hubbed")


# Hubs and mirrors


def test_main_is_resolved_once_and_then_stays(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    assert pull("hubbed") == ("vocab.json", "config.json", "net.bin")  # the largest last
    assert record(folder)["hubbed"]["revision"] == COMMIT
    home.files["/api/models/us/net/revision/main"] = b'{"sha": "' + NEWER.encode() + b'"}'
    (folder / "hubbed/net.bin").unlink()
    assert pull("hubbed") == ("net.bin",)
    assert (folder / "hubbed/net.bin").read_bytes() == DATA
    assert set(record(folder)["hubbed"]["files"]) == {"config.json", "net.bin", "vocab.json"}


def test_a_file_that_the_hub_changed_behind_the_record_is_refused(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    pull("hubbed")
    (folder / "hubbed/config.json").unlink()
    home.files[f"/us/net/resolve/{COMMIT}/config.json"] = b"[]"
    with pytest.raises(OperatorError, match="not what it should be"):
        pull("hubbed")


def test_a_file_that_the_repository_lacks_is_named(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    home.hub("us/net", COMMIT, {"config.json": b"{}"}, {})
    with pytest.raises(OperatorError, match=r"no net\.bin at this revision"):
        pull("hubbed")


def test_the_token_is_for_the_hub_and_not_for_where_it_sends_us(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    monkeypatch.setenv("HF_TOKEN", "secret")
    elsewhere = home.url.replace("127.0.0.1", "localhost") + "/elsewhere"
    home.files["/elsewhere"] = DATA
    home.redirects[f"/us/net/resolve/{COMMIT}/net.bin"] = elsewhere
    pull("hubbed")
    tokens = {path: token for path, _, token in home.asked}
    assert tokens[f"/us/net/resolve/{COMMIT}/net.bin"] == "Bearer secret"
    assert tokens["/elsewhere"] == ""


def test_a_served_folder_is_a_mirror(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offer_hub(folder, home, monkeypatch)
    pull("hubbed")
    for path in folder.rglob("*"):
        if path.is_file():
            home.files[f"/mirror/{path.relative_to(folder)}"] = path.read_bytes()
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "models.toml").write_bytes((folder / "models.toml").read_bytes())
    monkeypatch.setenv("RESHOOT_MODELS", str(theirs))
    monkeypatch.setenv("RESHOOT_MODELS_URL", f"{home.url}/mirror/")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_TOKEN", "secret")
    home.asked.clear()
    assert set(pull("hubbed")) == {"config.json", "net.bin", "vocab.json"}
    assert {token for _, _, token in home.asked} == {""}
    assert record(theirs)["hubbed"]["revision"] == COMMIT
    models.remove("hubbed")
    home.files["/mirror/hubbed/net.bin"] = DATA[::-1]
    with pytest.raises(OperatorError, match="not what it should be"):
        pull("hubbed")


def test_a_mirror_that_does_not_list_the_model_says_so(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    monkeypatch.setenv("RESHOOT_MODELS_URL", f"{home.url}/mirror")
    with pytest.raises(OperatorError, match=r"mirror 127\.0\.0\.1 does not list hubbed"):
        pull("hubbed")


def test_names_that_leave_the_folder_are_not_fetched(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch, extras=["*.json", "*/*.json"])
    bad = {"../evil.json": b"1", "config.json": b"{}", "net.bin": DATA}
    home.hub("us/net", COMMIT, bad, {})
    assert pull("hubbed") == ("config.json", "net.bin")


# Checking and putting away


def test_verify_tells_good_from_bad_from_missing(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_hub(folder, home, monkeypatch)
    assert {finding.state for finding in models.verify("hubbed")} == {State.MISSING}
    pull("hubbed")
    assert {finding.state for finding in models.verify("hubbed")} == {State.OK}
    (folder / "hubbed/net.bin").write_bytes(b"rot")
    bad = run("verify", "hubbed")
    assert bad.returncode == 3
    assert "net.bin is not the file that is meant: delete it" in bad.stdout
    (folder / "models.lock").unlink()
    states = {finding.file: finding.state for finding in models.verify("hubbed")}
    assert states["net.bin"] is State.UNKNOWN


def test_rm_deletes_what_was_pulled_and_nothing_else(folder: Path, home: Home) -> None:
    offer(folder, home)
    pull()
    (folder / "net/notes.txt").write_text("mine")
    assert models.remove("net") == (folder / "net/net.bin",)
    assert (folder / "net/notes.txt").read_text() == "mine"
    assert record(folder) == {}
    (folder / "net.bin").write_bytes(DATA)
    assert "delete it yourself" in run("rm", "net").stdout
    assert (folder / "net.bin").exists()


def test_a_broken_data_file_names_itself(folder: Path) -> None:
    (folder / "models.toml").write_text("[net")
    with pytest.raises(OperatorError, match=r"models\.toml can't be read"):
        models.catalogue()
    (folder / "models.toml").write_text("[net]\nfiles = []")
    with pytest.raises(OperatorError, match="too little or too much of net"):
        models.catalogue()


# As a person or a script runs it


def test_list_says_what_is_here(folder: Path, home: Home) -> None:
    offer(folder, home)
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert {"tiny", "sam-vit-b", "owlv2", "sam3", "net"} <= set(rows)
    assert not rows["net"]["here"]
    assert rows["net"]["missing"] == ["net.bin"]
    pull()
    assert re.search(r"^here\s+net\s+3 MB · MIT$", run("list").stdout, re.MULTILINE)


def test_pull_and_where_speak_to_scripts(folder: Path, home: Home) -> None:
    offer(folder, home)
    assert run("where", "net").returncode == 3
    done = run("pull", "net", "--json")
    assert json.loads(done.stdout)[0]["fetched"] == ["net.bin"]
    assert done.stderr == ""
    assert run("where", "net").stdout.strip() == str(folder / "net")
    assert run("pull", "net").stdout.startswith("net was here already")


def test_an_error_is_one_sentence_and_exit_3(folder: Path, home: Home) -> None:
    offer(folder, home, url=f"{home.url}/gone.bin")
    done = run("pull", "net")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("reshoot: 127.0.0.1 answers 404")


def test_looking_imports_neither_torch_nor_the_network() -> None:
    code = (
        "import sys, inference.models as m, inference.models.kits\n"
        "m.find('tiny')\n"
        "sys.exit(' '.join(n for n in ('torch', 'httpx', 'numpy', 'rich') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""


# The doctor


@pytest.fixture
def checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Check]]:
    """What the doctor finds, by name, with these variables set."""

    def examined(**variables: str) -> dict[str, Check]:
        away = {"RESHOOT_HOME": str(tmp_path), "RESHOOT_REDIS_URL": "redis://127.0.0.1:1/0"}
        for name, value in (away | variables).items():
            monkeypatch.setenv(name, value)
        return {check.name: check for check in examine()}

    return examined


def test_the_doctor_names_the_one_command_that_gets_a_segmenter_to_run(
    folder: Path, checks: Callable[..., dict[str, Check]]
) -> None:
    (folder / "sam_vit_l_0b3195.pth").touch()
    found = checks(RESHOOT_SEGMENTER="sam:vit_l")
    assert found["sam"].words.endswith("reshoot models pull owlv2")
    assert not found["sam"].ok
    assert found["sam3"].ok
    assert found["sam3"].words.endswith("reshoot models pull sam3")
    assert found["classic"].words == "can run"


def test_the_doctor_says_that_the_folder_is_not_there(
    tmp_path: Path, checks: Callable[..., dict[str, Check]]
) -> None:
    found = checks(RESHOOT_MODELS=str(tmp_path / "nowhere"))
    assert not found["models"].ok
    assert "RESHOOT_MODELS" in found["models"].words


@pytest.mark.parametrize(
    ("body", "ok"),
    [("", True), ("raise RuntimeError('operator torchvision::nms does not exist')", False)],
)
def test_the_doctor_tells_a_good_torchvision_from_a_broken_one(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    checks: Callable[..., dict[str, Check]],
    body: str,
    ok: bool,
) -> None:
    (tmp_path / "path/torchvision").mkdir(parents=True)
    (tmp_path / "path/torchvision/__init__.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path / "path")
    found = checks(PYTHONPATH=str(tmp_path / "path"))
    assert found["torchvision"].ok is ok
    assert ("pip uninstall torchvision" in found["torchvision"].words) is not ok
