"""Counts what results show, and for whose sake the rest is hidden: python -m bench.usefulness [--help]."""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bench import servers
from bench.disclosure import council
from bench.optimum import attacked, compared
from results.disclosure import IN_WORDS, Cell, Hidden, Rules, Snapshot, publish
from results.disclosure.figures import layers_of
from results.disclosure.layer import Key, Layer

KINDS = {
    "groups": ("people",),
    "averages": (
        *("theme_mean", "area_priority", "area_importance", "area_confidence"),
        "readiness_mean",
    ),
    "spread": ("theme_sd",),
    "bands and spectrum": ("band_share", "spectrum_share"),
    "statements": ("question_favourable", "readiness_favourable", "readiness_dont_know"),
    "top three areas": ("area_top_three",),
    "change": ("matched_change",),
    "change: spread and labels": ("change_sd", "change_share"),
    "goals": ("goal_any", "goal_area", "goal_support"),
}
KIND_OF = {statistic: kind for kind, statistics in KINDS.items() for statistic in statistics}

SHOWN, WORDS, OTHERS = "shown", "in words", "for others"
FEW, ALIKE, MOVED = "too few", "too alike", "came or went"
OWN = {Hidden.ALIKE: ALIKE, Hidden.UNMATCHED: MOVED, Hidden.LIKE_LATELY: MOVED}
COLUMNS = (SHOWN, WORDS, FEW, ALIKE, MOVED, OTHERS)


def count(snapshot: Snapshot, rules: Rules) -> Mapping[str, Counter[str]]:
    """Count the figures of each kind, one for each group and measure, by what became of them."""
    cells = {
        (cell.statistic, cell.code, cell.group): cell
        for cell in reversed(publish(snapshot, rules).cells)  # the first of a distribution
    }
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    layers: dict[Key, Layer] = {}
    for layer in layers_of(snapshot, rules):
        layers[layer.key] = layer
        for cut, tree in enumerate(layer.trees):
            for node in range(min(cut, 1), len(tree.codes)):
                cell = cells[*layer.key, tree.codes[node]]
                found[KIND_OF[layer.key[0]]][_fate(cell, layers, layer, cut, node)] += 1
    return {kind: fates for kind, fates in found.items() if fates}


def _fate(cell: Cell, layers: Mapping[Key, Layer], layer: Layer, cut: int, node: int) -> str:
    if cell.hidden is None:
        return SHOWN
    if cell.hidden in IN_WORDS:
        return WORDS
    return next(_own_reasons(layers, layer, cut, node), OTHERS)


def _own_reasons(layers: Mapping[Key, Layer], layer: Layer, cut: int, node: int) -> Iterator[str]:
    """Yield why a figure would be hidden although nobody else had to be protected."""
    tree = layer.trees[cut]
    if tree.counts(layer.present)[node] < layer.minimum:
        yield FEW
    elif reason := layer.refuses(tree, node):
        yield OWN[reason]
    elif layer.under:  # a spread says nothing where the mean itself is hidden
        yield from _own_reasons(layers, layers[layer.under], cut, node)


def table(snapshot: Snapshot, rules: Rules) -> Iterator[str]:
    yield f"| kind of figure | in all | {' | '.join(COLUMNS)} | for others, of those large enough |"
    yield f"|---|---|{'---|' * len(COLUMNS)}---|"
    for kind, fates in count(snapshot, rules).items():
        each = " | ".join(f"{fates[column]:,}" for column in COLUMNS)
        could = fates[SHOWN] + fates[WORDS] + fates[OTHERS]
        share = f"{100 * fates[OTHERS] / could:.1f}%" if could else ""
        yield f"| {kind} | {fates.total():,} | {each} | {share} |"


def of_campaign(slug: str) -> tuple[Snapshot, Rules]:
    """Read a published campaign anew, without the comparison with releases that came after it."""
    from assessments.models import Campaign  # noqa: PLC0415 - its models want the settings first
    from results.queries.snapshot import close_of  # noqa: PLC0415

    campaign = Campaign.objects.get(slug=slug)
    close = close_of(campaign, at=campaign.closes_at)
    return replace(close.snapshot, lately=()), close.rules


def main() -> None:
    chosen = options()
    if chosen.campaign:
        servers.set_up()
    told = [(f"campaign {slug}", *of_campaign(slug)) for slug in chosen.campaign]
    for size in chosen.council:
        teams, _, people = size.partition("x")
        made_up = council(int(teams), float(people or 8))
        told.append((f"made-up council of {teams} teams", made_up, Rules()))
    for name, snapshot, rules in told:
        print(f"\n{name}: {len(snapshot.people):,} people\n")
        print(*table(snapshot, rules), sep="\n", flush=True)
    if chosen.tables:
        print(f"\n{chosen.tables} small tables, against the most that could be shown\n")
        print(*compared(chosen.tables), sep="\n", flush=True)
    if chosen.attack:
        print("", *attacked(chosen.attack), sep="\n")


def options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--campaign", nargs="*", default=[], help="slugs of published campaigns in DATABASE_URL"
    )
    parser.add_argument(
        "--council", nargs="*", default=["30", "300"], help="TEAMS or TEAMSxPEOPLE_A_TEAM, made up"
    )
    parser.add_argument("--tables", type=int, default=300, help="so many small tables, made up")
    parser.add_argument("--attack", type=int, default=40, help="so many of them, attacked")
    return parser.parse_args()


if __name__ == "__main__":
    main()
