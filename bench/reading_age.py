"""How hard the words of the default question bank are to read: the Flesch-Kincaid grade, as an age.

    python -m bench.reading_age [FILE]

The grade is 0.39 x words a sentence + 11.8 x syllables a word - 15.59; five more makes the age at which somebody
reads it with ease. Syllables are counted by the hyphenation that the PDFs use. The formula knows short words from long ones,
not plain from hard ones: it finds what has grown too long, and says nothing more.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyphen
from ruamel.yaml import YAML

BANK = Path(__file__).parents[1] / "fixtures" / "customer-focused-leadership.yaml"
KINDS = {
    "text": "statements, tips and other texts",
    "for_others": "statements for others",
    "for_customers": "statements for customers",
    "helps": "why a habit helps",
    "when": "what to try: when",
    "then": "what to try: then",
    "goal": "goals",
    "sign": "signs that it worked",
    "ask": "questions for a one-to-one",
    "summary": "summaries of a band",
    "tip": "tips on readiness",
    "how": "learning activities",
    "definition": "definitions",
}
SPLIT = re.compile(r"[.!?:]+(?:\s|$)")
WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
SYLLABLES = pyphen.Pyphen(lang="en_GB", left=1, right=1)


@dataclass(frozen=True)
class Ease:
    """Counts of one kind of text."""

    texts: int
    sentences: int
    words: int
    syllables: int

    @property
    def age(self) -> float:
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return grade + 5


def ease_of(texts: list[str]) -> Ease:
    sentences = [one for text in texts for one in SPLIT.split(text) if WORD.search(one)]
    words = [word for one in sentences for word in WORD.findall(one)]
    return Ease(len(texts), len(sentences), len(words), sum(map(_syllables, words)))


def _syllables(word: str) -> int:
    return len(SYLLABLES.positions(word.lower())) + 1


def texts_by_kind(bank: object) -> dict[str, list[str]]:
    """Return all texts of a bank file by the key that holds them."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for key, text in _walk(bank):
        if key in found:
            found[key].append(text)
    return {kind: texts for kind, texts in found.items() if texts}


def _walk(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _walk(value, str(name))
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value, key)
    elif isinstance(node, str):
        yield key, node


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else BANK
    print("| texts | number | words a sentence | reading age |\n|---|---|---|---|")
    for kind, texts in texts_by_kind(YAML(typ="safe").load(path)).items():
        ease = ease_of(texts)
        average = ease.words / ease.sentences
        print(f"| {KINDS[kind]} | {ease.texts} | {average:.1f} | {ease.age:.1f} |")


if __name__ == "__main__":
    main()
