"""Small honest tests with other people's plugins and libraries, and the levels where they may stand."""

from __future__ import annotations

from dataclasses import dataclass

FOLDERS = {
    1: "tests/unit/fakes",
    2: "tests/integration/sanity",
    3: "tests/unit/pure",
    4: "tests/unit/services",
    5: "tests/integration",
}
ALL = (1, 2, 3, 4, 5)
MOCKS = "it replaces things, which level 2 is for"
FILES = "it writes files, which levels 1 and 3 do without"


@dataclass(frozen=True)
class Neighbour:
    """A distribution, a test with it, and why it stands at these levels only."""

    name: str
    code: str
    levels: tuple[int, ...] = ALL
    why: str = ""
    words: tuple[str, ...] = ()  # options of pytest for a run of its own


NEIGHBOURS = (
    Neighbour("pytest-xdist", "def test_it() -> None:\n    assert 1 + 1 == 2\n", words=("-n", "2")),
    Neighbour(
        "pytest-asyncio",
        "import asyncio\nimport pytest\n\n\n@pytest.mark.asyncio\nasync def test_it() -> None:\n"
        "    assert await asyncio.to_thread(lambda: 1) == 1\n",
    ),
    Neighbour(
        "anyio",
        "import anyio\nimport pytest\n\n\n@pytest.mark.anyio\nasync def test_it() -> None:\n"
        "    assert await anyio.to_thread.run_sync(lambda: 1) == 1\n",
    ),
    Neighbour(
        "pytest-cov", "def test_it() -> None:\n    assert 1 + 1 == 2\n", words=("--cov=src",)
    ),
    Neighbour(
        "pytest-mock",
        "import os\n\n\ndef test_it(mocker) -> None:\n    mocker.patch('os.getcwd', return_value='/x')\n"
        "    assert os.getcwd() == '/x'\n",
        (2, 5),
        MOCKS,
    ),
    Neighbour(
        "pytest-timeout",
        "import pytest\n\n\n@pytest.mark.timeout(5)\ndef test_it() -> None:\n    assert 1 + 1 == 2\n",
    ),
    Neighbour(
        "pytest-rerunfailures",
        "import pytest\n\nRUNS = []\n\n\n@pytest.mark.flaky(reruns=1)\ndef test_it() -> None:\n"
        "    RUNS.append(1)\n    assert len(RUNS) == 2\n",
    ),
    Neighbour(
        "pytest-randomly",
        "import random\n\n\ndef test_it() -> None:\n    assert 0 <= random.random() < 1\n",
    ),
    Neighbour(
        "pytest-benchmark",
        "def test_it(benchmark) -> None:\n    assert benchmark.pedantic(lambda: 1, rounds=2) == 1\n",
    ),
    Neighbour(
        "pytest-bdd",
        "from pytest_bdd import given, scenario, then\n\n\n@scenario('it.feature', 'It is there')\n"
        "def test_it() -> None:\n    pass\n\n\n@given('one', target_fixture='one')\ndef one() -> int:\n    return 1\n\n\n"
        "@then('it is one')\ndef is_one(one: int) -> None:\n    assert one == 1\n",
    ),
    Neighbour(
        "pytest-django",
        "import django\nfrom django.conf import settings\n\nif not settings.configured:\n"
        "    settings.configure()\n    django.setup()\n\n"
        "from django.template import Context, Engine\n\n\ndef test_it() -> None:\n"
        "    assert Engine().from_string('{{ x }}').render(Context({'x': 1})) == '1'\n",
    ),
    Neighbour(
        "freezegun",
        "import datetime\n\nfrom freezegun import freeze_time\n\n\ndef test_it() -> None:\n"
        "    with freeze_time('2024-01-01') as frozen:\n        frozen.tick(3600)\n"
        "        assert datetime.datetime.now().hour == 1\n",
    ),
    Neighbour(
        "time-machine",
        "import datetime\n\nimport time_machine\n\n\n@time_machine.travel(datetime.datetime(2024, 1, 1))\n"
        "def test_it() -> None:\n    assert datetime.date.today().year == 2024\n",
    ),
    Neighbour(
        "pyfakefs",
        "def test_it(fs) -> None:\n    fs.create_file('/x/y', contents='hi')\n"
        "    assert open('/x/y').read() == 'hi'\n",
        (2, 4, 5),
        "beside so many packages its first use takes more CPU time than all of levels 1 and 3 may",
    ),
    Neighbour(
        "hypothesis",
        "from hypothesis import given, strategies as st\n\n\n@given(st.integers())\n"
        "def test_it(number: int) -> None:\n    assert number + 0 == number\n",
    ),
    Neighbour(
        "responses",
        "import requests\nimport responses\n\n\n@responses.activate\ndef test_it() -> None:\n"
        "    responses.get('http://shop.test/', json={'price': 1})\n"
        "    assert requests.get('http://shop.test/').json() == {'price': 1}\n",
        (2, 5),
        MOCKS,
    ),
    Neighbour(
        "respx",
        "import httpx\nimport respx\n\n\n@respx.mock\ndef test_it() -> None:\n"
        "    respx.get('http://shop.test/').respond(json={'price': 1})\n"
        "    assert httpx.get('http://shop.test/').json() == {'price': 1}\n",
        (2, 5),
        MOCKS,
    ),
    Neighbour(
        "syrupy",
        "from syrupy.assertion import SnapshotAssertion\n\n\n"
        "def test_it(snapshot: SnapshotAssertion) -> None:\n    assert 'x' == snapshot\n",
    ),
    Neighbour(
        "inline-snapshot",
        "from inline_snapshot import snapshot\n\n\ndef test_it() -> None:\n    assert 1 + 1 == snapshot(2)\n",
    ),
    Neighbour(
        "moto",
        "import boto3\nfrom moto import mock_aws\n\n\n@mock_aws\ndef test_it() -> None:\n"
        "    client = boto3.client('s3', region_name='us-east-1', aws_access_key_id='x', aws_secret_access_key='x')\n"
        "    client.create_bucket(Bucket='bucket')\n"
        "    assert [one['Name'] for one in client.list_buckets()['Buckets']] == ['bucket']\n",
        (2, 5),
        MOCKS,
    ),
)
# What syrupy has on record for its test.
SNAPSHOT = "# serializer version: 1\n# name: test_it\n  'x'\n# ---\n"
FEATURE = "Feature: It\n  Scenario: It is there\n    Given one\n    Then it is one\n"

# What is imported first thing in a file of each guarded level: distribution, module.
IMPORTED = (
    ("requests", "requests"),
    ("httpx", "httpx"),
    ("aiohttp", "aiohttp"),
    ("sqlalchemy", "sqlalchemy"),
    ("pandas", "pandas"),
    ("polars", "polars"),
    ("matplotlib", "matplotlib.pyplot"),
    ("django", "django.test"),
    ("pydantic", "pydantic"),
    ("grpcio", "grpc"),
    ("numpy", "numpy"),
    ("scipy", "scipy.stats"),
    ("pillow", "PIL.Image"),
    ("cryptography", "cryptography.fernet"),
    ("psycopg[binary]", "psycopg"),
    ("uvloop", "uvloop"),
    ("rich", "rich.console"),
    ("boto3", "boto3"),
    ("google-cloud-storage", "google.cloud.storage"),
    ("trio", "trio"),
    ("docker", "docker"),
    ("hypothesis", "hypothesis"),
    ("anyio", "anyio"),
)
