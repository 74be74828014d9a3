"""The engine's harness and both proxies, each mode shown against the real engine with a bare botocore client."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from botocore import exceptions as aws

from tests.engine import PROJECT, Engine, EngineError, free_port
from tests.proxies.probe import (
    HASTY_SECONDS,
    PATIENT_SECONDS,
    TABLE,
    Client,
    client_of,
    create_table,
)
from tests.proxies.tcp import FaultProxy, ModeName

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def seconds_of(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as running:
        yield running


@pytest.fixture
def tcp(engine: Engine) -> Iterator[FaultProxy]:
    with FaultProxy("127.0.0.1", engine.port) as proxy:
        yield proxy


@pytest.fixture(params=[PATIENT_SECONDS])
def kept(tcp: FaultProxy, request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client with a connection through the TCP proxy that is open already."""
    client = client_of(tcp.url, seconds=request.param)
    client.list_tables()
    yield client
    client.close()


hasty = pytest.mark.parametrize("kept", [HASTY_SECONDS], indirect=True)


# The engine


def test_engine_without_binary_says_what_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DYNOXIDE_BINARY", str(tmp_path / "nothing"))
    with pytest.raises(EngineError, match="run make test, which installs it"):
        Engine()


def test_engine_taken_port_is_named() -> None:
    with Engine() as first, pytest.raises(EngineError, match=f"port {first.port} is already in use"):
        Engine(port=first.port)


def test_engine_killed_and_restarted_keeps_port_and_file(tmp_path: Path) -> None:
    with Engine(db_path=tmp_path / "data.db") as engine:
        client = client_of(engine.url)
        create_table(client)
        engine.kill()
        with pytest.raises(aws.EndpointConnectionError):
            client.list_tables()
        engine.restart()
        assert client.list_tables()["TableNames"] == [TABLE]
        client.close()


def test_engine_dies_with_its_parent() -> None:
    program = "import sys, time; from tests.engine import Engine; print(Engine().pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=PROJECT)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 2
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """An ended process may stay as a zombie where nothing reaps orphans."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


# The TCP proxy


def test_tcp_pass_counts_connections_and_bytes(tcp: FaultProxy, kept: Client) -> None:
    one_call = (tcp.connections, tcp.bytes_to_upstream, tcp.bytes_to_client)
    kept.list_tables()
    assert one_call[0] == tcp.connections == tcp.open_connections == 1
    assert tcp.bytes_to_upstream == 2 * one_call[1] > 0
    assert tcp.bytes_to_client == 2 * one_call[2] > 0


def test_tcp_pass_many_connections_at_once(tcp: FaultProxy) -> None:
    with ExitStack() as opened:
        clients = [opened.enter_context(socket.create_connection(("127.0.0.1", tcp.port))) for _ in range(200)]
        for client in clients:
            client.sendall(REQUEST)
        answers = {client.recv(12) for client in clients}
    assert answers == {b"HTTP/1.1 200"}
    assert tcp.connections == 200


def test_tcp_refuse_then_pass_same_port(tcp: FaultProxy, kept: Client) -> None:
    tcp.switch("refuse")
    for _ in range(2):
        with pytest.raises(aws.EndpointConnectionError):
            kept.list_tables()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", tcp.port))
    tcp.switch("pass")
    assert kept.list_tables()["TableNames"] == []


@hasty
def test_tcp_hang_accepts_and_never_answers(tcp: FaultProxy, kept: Client) -> None:
    before = tcp.bytes_to_upstream
    tcp.switch("hang")
    for connections in (1, 2):
        with pytest.raises(aws.ReadTimeoutError):
            kept.list_tables()
        assert tcp.connections == connections
    assert tcp.bytes_to_upstream == before


@hasty
def test_tcp_blackhole_neither_connects_nor_answers(tcp: FaultProxy, kept: Client) -> None:
    tcp.switch("blackhole")
    with pytest.raises(aws.ReadTimeoutError):
        kept.list_tables()
    for _ in range(3):
        with pytest.raises(aws.ConnectTimeoutError):
            kept.list_tables()
    tcp.switch("pass")
    assert kept.list_tables()["TableNames"] == []


@hasty
def test_tcp_drip_outlasts_the_read_timeout(tcp: FaultProxy, kept: Client) -> None:
    tcp.switch("drip", seconds=0.002)
    assert seconds_of(kept.list_tables) > 2 * HASTY_SECONDS


@pytest.mark.parametrize(("mode", "seconds"), [("drip", 0.1), ("slow", 10)])
def test_tcp_pass_ends_a_pause_under_way(tcp: FaultProxy, kept: Client, mode: ModeName, seconds: float) -> None:
    tcp.switch(mode, seconds=seconds)
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(kept.list_tables)
        time.sleep(0.15)
        assert not answer.done()
        tcp.switch("pass")
        assert answer.result(2)["TableNames"] == []


def test_tcp_reset_in_the_middle_of_an_answer(tcp: FaultProxy) -> None:
    tcp.switch("reset", after_bytes=20)
    with socket.create_connection(("127.0.0.1", tcp.port)) as raw:
        raw.sendall(REQUEST)
        with pytest.raises(ConnectionResetError):
            while raw.recv(100):
                pass
    assert tcp.bytes_to_client == 20


def test_tcp_reset_reaches_an_open_connection(tcp: FaultProxy, kept: Client) -> None:
    tcp.switch("reset")
    with pytest.raises(aws.ConnectionClosedError):
        kept.list_tables()


def test_tcp_cut_after_exactly_n_bytes(tcp: FaultProxy) -> None:
    tcp.switch("cut", after_bytes=17)
    with socket.create_connection(("127.0.0.1", tcp.port)) as raw:
        raw.sendall(REQUEST)
        received = b"".join(iter(lambda: raw.recv(100), b""))
    assert received == b"HTTP/1.1 200 OK\r\n"


def test_tcp_cut_counts_each_answer_anew(tcp: FaultProxy, kept: Client) -> None:
    one_answer = tcp.bytes_to_client
    tcp.switch("cut", after_bytes=one_answer)
    kept.list_tables()
    kept.list_tables()
    assert "TableNames" in kept.list_tables()
    tcp.switch("cut", after_bytes=one_answer - 1)
    # botocore does not check Content-Length: what it cannot parse becomes an empty answer, not an error.
    assert "TableNames" not in kept.list_tables()


def test_tcp_slow_delays_every_answer_once(tcp: FaultProxy, kept: Client) -> None:
    tcp.switch("slow", seconds=0.2)
    for _ in range(2):
        assert seconds_of(kept.list_tables) >= 0.2


def test_tcp_upstream_gone_closes_the_client() -> None:
    with FaultProxy("127.0.0.1", free_port()) as proxy:
        address = ("127.0.0.1", proxy.port)
        with pytest.raises(ConnectionResetError), socket.create_connection(address) as raw:
            raw.recv(1)
