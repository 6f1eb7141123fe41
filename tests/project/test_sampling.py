"""Of a law with many cases a seeded sample runs: the same twice, others with another seed, and all where all are to be proved."""

from types import SimpleNamespace

import pytest

from tests.support import sampling


@pytest.fixture(autouse=True)
def whole_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", False)
    monkeypatch.setattr(sampling, "SHARE", 1)


CASES = [f"tests/a.py::law[{nth}]" for nth in range(50)]


def test_a_sample_is_the_same_twice_and_another_with_another_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", False)
    first = sampling.sample(CASES, 10, "law")
    assert (len(first), sampling.sample(CASES, 10, "law")) == (10, first)
    assert first == sorted(first, key=CASES.index)
    monkeypatch.setattr(sampling, "SEED", "7")
    assert sampling.sample(CASES, 10, "law") != first


def test_of_one_room_a_third_runs_and_never_none(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sampling.sample(CASES, 10, "law")
    monkeypatch.setattr(sampling, "SHARE", 3)
    assert len(sampling.sample(CASES, 10, "law")) == 4
    assert len(sampling.sample(CASES, 1, "law")) == len(sampling.sample(CASES[:1], 9, "law")) == 1
    assert len(whole) == 10


def test_everything_runs_where_all_is_to_be_proved_and_where_few_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", True)
    assert sampling.sample(CASES, 10, "law") == CASES
    monkeypatch.setattr(sampling, "PROOF", False)
    assert sampling.sample(CASES[:10], 10, "law") == CASES[:10]
    assert sampling.sample([], 10, "law") == []


class Case:
    """What of a collected case a sample hangs on: its name, its mark and its parameters."""

    def __init__(self, nodeid: str, most: int | None, **params: object) -> None:
        self.nodeid, self.most, self.callspec = nodeid, most, SimpleNamespace(params=params)

    def get_closest_marker(self, name: str) -> object:
        each = {"each": next(iter(self.callspec.params))} if self.callspec.params else {}
        return None if self.most is None else pytest.mark.sampled(self.most, **each).mark


def test_marked_tests_leave_out_all_but_so_many_of_their_own_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", False)
    items = [Case(case, 10) for case in CASES] + [Case("tests/a.py::whole[1]", None), Case("tests/a.py::few[1]", 3)]
    left_out = sampling.left_out(items)  # type: ignore[arg-type]
    assert (len(left_out), left_out < set(CASES)) == (40, True)


def test_of_each_kind_so_many_cases_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", False)
    kinds = ("page", "annex", len)
    items = [Case(f"tests/a.py::law[{nth}-{place}]", 2, kind=kind) for place, kind in enumerate(kinds) for nth in range(9)]
    left_out = sampling.left_out(items)  # type: ignore[arg-type]
    ran = [item.callspec.params["kind"] for item in items if item.nodeid not in left_out]
    assert [ran.count(kind) for kind in kinds] == [2, 2, 2]
    monkeypatch.setattr(sampling, "PROOF", True)
    assert sampling.left_out(items) == set()  # type: ignore[arg-type]


def test_a_kind_is_told_alike_by_every_process() -> None:
    def drawn() -> None: ...

    items = [Case(f"tests/a.py::law[{nth}]", 2, kind=drawn) for nth in range(9)]
    sample = sampling.left_out(items)  # type: ignore[arg-type]

    def drawn() -> None: ...

    assert sampling.left_out([Case(one.nodeid, 2, kind=drawn) for one in items]) == sample  # type: ignore[arg-type]
