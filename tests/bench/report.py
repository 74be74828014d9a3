"""The figures as Markdown tables, each beside what it should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.load import BARE, OURS, Comparison, Figure, Sample

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One measured value, or a number of things if it has no unit; `limit` is what it must not pass."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    def cells(self) -> Row:
        target = (
            ""
            if self.limit is None
            else f"≤ {f'{self.limit:g} {self.unit}'.rstrip()}: {verdict(self.value <= self.limit)}"
        )
        digits = _digits(self.value) if self.unit else 0
        return self.what, f"{self.value:.{digits}f} {self.unit}".rstrip(), target, self.note


FIGURES: tuple[tuple[str, Figure, str], ...] = (
    ("requests/s", lambda sample: sample.per_second, ".0f"),
    ("CPU µs/request", lambda sample: sample.cpu_per_request, ".0f"),
    ("p50 ms", lambda sample: sample.p50 / 1000, ".2f"),
    ("p99 ms", lambda sample: sample.p99 / 1000, ".2f"),
)
LEAST_THROUGHPUT = 0.80
MOST_P50 = 1.20


def _per_second(sample: Sample) -> float:
    return sample.per_second


def _p50(sample: Sample) -> float:
    return sample.p50


def load_table(comparisons: Sequence[Comparison]) -> str:
    head = ["page", "connections", "figure", "ours", "bare", "ours/bare", "target"]
    rows = [
        [
            comparison.page,
            str(comparison.connections),
            name,
            format(comparison.median(OURS, figure), form),
            format(comparison.median(BARE, figure), form),
            f"{comparison.ratio(figure):.2f}",
            _target(comparison, name),
        ]
        for comparison in comparisons
        for name, figure, form in FIGURES
    ]
    return table(head, rows)


def busy_table(comparisons: Sequence[Comparison]) -> str:
    """How the work was spread over the workers, in percent of one CPU each."""
    head = ["page", "connections", "ours: CPU of each worker", "bare: CPU of each worker"]
    rows = [
        [comparison.page, str(comparison.connections), _shares(comparison.busy(OURS)), _shares(comparison.busy(BARE))]
        for comparison in comparisons
    ]
    return table(head, rows)


def line_table(lines: Sequence[Line]) -> str:
    return table(["what", "value", "target", "note"], [line.cells() for line in lines])


def table(head: Row, rows: Sequence[Row]) -> str:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    ruler = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, ruler, *rows)
    )


def _target(comparison: Comparison, name: str) -> str:
    checks: Mapping[tuple[str, int], Callable[[], str]] = {
        ("requests/s", 16): lambda: _at_least(comparison.ratio(_per_second)),
        ("p50 ms", 1): lambda: _at_most(comparison.ratio(_p50)),
    }
    check = checks.get((name, comparison.connections))
    return check() if check else ""


def _at_least(ratio: float) -> str:
    return f"≥ {LEAST_THROUGHPUT:.2f}: {verdict(ratio >= LEAST_THROUGHPUT)}"


def _at_most(ratio: float) -> str:
    return f"≤ {MOST_P50:.2f}: {verdict(ratio <= MOST_P50)}"


def verdict(met: bool) -> str:
    return "met" if met else "NOT MET"


def _shares(shares: Sequence[float]) -> str:
    return ", ".join(f"{share:.0%}" for share in shares)


def _digits(value: float) -> int:
    return 0 if value >= 1000 else 1 if value >= 20 else 2
