"""Of a law with many cases a seeded sample runs: the same twice, others with another seed, and all where all are to be proved."""

import pytest

from tests.support import sampling

CASES = [f"tests/a.py::law[{nth}]" for nth in range(50)]


def test_a_sample_is_the_same_twice_and_another_with_another_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", False)
    first = sampling.sample(CASES, 10, "law")
    assert (len(first), sampling.sample(CASES, 10, "law")) == (10, first)
    assert first == sorted(first, key=CASES.index)
    monkeypatch.setattr(sampling, "SEED", "7")
    assert sampling.sample(CASES, 10, "law") != first


def test_everything_runs_where_all_is_to_be_proved_and_where_few_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PROOF", True)
    assert sampling.sample(CASES, 10, "law") == CASES
    monkeypatch.setattr(sampling, "PROOF", False)
    assert sampling.sample(CASES[:10], 10, "law") == CASES[:10]
    assert sampling.sample([], 10, "law") == []


def test_marked_tests_leave_out_all_but_so_many_of_their_own_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    class Case:
        def __init__(self, nodeid: str, most: int | None) -> None:
            self.nodeid, self.most = nodeid, most

        def get_closest_marker(self, name: str) -> object:
            return None if self.most is None else pytest.mark.sampled(self.most).mark

    monkeypatch.setattr(sampling, "PROOF", False)
    items = [Case(case, 10) for case in CASES] + [Case("tests/a.py::whole[1]", None), Case("tests/a.py::few[1]", 3)]
    left_out = sampling.left_out(items)  # type: ignore[arg-type]
    assert (len(left_out), left_out < set(CASES)) == (40, True)
