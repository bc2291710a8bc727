"""The files of deploy/, as far as a machine has what checks them: units, site, image, containers."""

import itertools
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import reverse
from ruamel.yaml import YAML

from tests.architecture.source import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
analyze = shutil.which("systemd-analyze")
# Of 100, as systemd counts; 13 when it was written. Unhardened they had 85 to 92.
MOST_EXPOSED = 15


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not analyze, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_units_are_hardened(unit):
    found = run(analyze, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit)

    assert found.returncode == 0, found.stdout[-500:]


@pytest.mark.skipif(not analyze, reason="systemd-analyze is not installed")
def test_systemd_understands_the_units():
    complaints = run(analyze, "verify", *UNITS).stderr.splitlines()

    # Where it is not installed, the programs are not there.
    ours = [one for one in complaints if "leadership" in one]
    assert [one for one in ours if "is not executable: No such file" not in one] == []


def test_units_run_commands_that_exist_and_as_the_service():
    for unit in SERVICES:
        text = unit.read_text()
        (start,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        words = shlex.split(start)
        assert "User=leadership" in text
        if "manage.py" in words:
            assert words[words.index("manage.py") + 1] in get_commands()


def test_the_image_has_no_fault_a_linter_knows():
    found = run(Path(sys.executable).parent / "hadolint", DEPLOY / "Containerfile")

    assert found.returncode == 0, found.stdout


def test_containers_run_commands_that_exist_without_rights():
    services = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())["services"]

    for name in ("migrate", "web", "worker", "tick"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        words = " ".join(services[name].get("command", [])).split()
        commands = [after for word, after in itertools.pairwise(words) if word == "manage.py"]
        assert set(commands) <= get_commands().keys()
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_site_logs_nothing_of_those_who_are_asked_by_a_link():
    """Address, time and the link itself would be in a log; they are told that none of it is kept."""
    site = (DEPLOY / "nginx.conf").read_text()
    own = re.search(r"location ~ (\S+) {(.*?)}", site, re.DOTALL)
    balancer = (DEPLOY / "high-availability/haproxy.cfg").read_text()
    silent = re.search(r"set-log-level silent if { path_reg (\S+) }", balancer)

    assert own
    assert silent
    assert "access_log off;" in own[2]
    assert silent[1] == own[1]
    # What only sends on to https would be logged too.
    assert "access_log off;" in site.partition("return 301")[0]
    assert silent.start() < balancer.index("redirect scheme https")
    pages = [reverse("asked:rater", args=["x"]), reverse("asked:again", args=["x"])]
    pages += [reverse("asked:open", args=["x"]), reverse("answer:code")]
    assert all(re.match(own[1], page) for page in pages)


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_understands_the_site(tmp_path):
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out", certificate)  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("/etc/ssl/private/leadership.key", str(key))
    site = site.replace("/etc/ssl/leadership.crt", str(certificate))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {site} }}")

    assert run("nginx", "-t", "-p", tmp_path, "-c", whole).returncode == 0


def test_the_load_balancer_says_what_the_web_server_in_front_says():
    """TRUST_PROXY_HEADERS believes these two; and metrics are for nobody outside."""
    balancer = (DEPLOY / "high-availability/haproxy.cfg").read_text()

    assert "http-request set-header X-Forwarded-Proto https\n" in balancer
    assert "http-request set-header X-Forwarded-For %[src]\n" in balancer
    assert "http-request return status 404 if { path /metrics }\n" in balancer
    assert "uri /readyz" in balancer


def test_the_files_of_several_machines_name_the_same_ones():
    folder = DEPLOY / "high-availability"
    names = set(re.findall(r"(?<=[ ])(?:lb|db\d|web\d|worker\d)\b", (folder / "hosts").read_text()))
    patroni = YAML(typ="safe").load((folder / "patroni.yml").read_text())

    assert patroni["bootstrap"]["dcs"]["synchronous_mode"] is True
    assert {one.split(":")[0] for one in patroni["etcd"]["hosts"]} == {"db1", "db2", "db3"}
    for file in ("haproxy.cfg", "etcd.env", "patroni.yml", "environment"):
        named = re.findall(
            r"(?<![\w-])(?:lb|(?:db|web|worker)\d)(?=:\d)", (folder / file).read_text()
        )
        assert set(named) <= names


@pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")
def test_haproxy_understands_its_file(tmp_path):
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out", certificate)  # fmt: skip
    (tmp_path / "leadership.pem").write_text(certificate.read_text() + key.read_text())
    text = (DEPLOY / "high-availability/haproxy.cfg").read_text()
    text = re.sub(r"(?<= )(?:db|web)\d(?=:\d)", "127.0.0.1", text)
    text = text.replace("/etc/haproxy/503.html", str(DEPLOY / "high-availability/503.html"))
    text = text.replace("/etc/haproxy/leadership.pem", str(tmp_path / "leadership.pem"))
    (tmp_path / "haproxy.cfg").write_text(text)

    assert run("haproxy", "-c", "-f", tmp_path / "haproxy.cfg").returncode == 0
