"""What optional parts of a bank begin from and share: codes, scales, and their place in the questionnaire."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from leadership.editing.edits import free_code
from leadership.instrument import OWN_PREFIX, Instrument, Part
from leadership.instrument.parts import KINDS_OF_PARTS, PartKind

Submitted = Mapping[str, str] | None
"""What an author wrote in place of the example; None where it is to be the example."""
USUAL_ORDER = [one.kind for one in KINDS_OF_PARTS]
MINUTES = {one.kind: one.minutes for one in KINDS_OF_PARTS}


@dataclass(frozen=True)
class NewCodes:
    """Gives codes out: those of the example where this bank was made from it, else such as were never used."""

    here: set[str]
    ever: Collection[str]
    is_of_example: bool
    marks: bool

    def __call__(self, wanted: str, *, own: bool = False) -> str:
        """Return the code wanted or one like it; `own` is what is answered, and may be marked as one's own."""
        own = own and self.marks
        taken = {*self.here, *self.ever}
        marked = OWN_PREFIX + wanted.removeprefix(OWN_PREFIX) if own else wanted
        # There the old code means the same thing, so answers given to it before go on counting.
        if self.is_of_example and wanted not in self.here:
            code = wanted
        else:
            code = free_code(wanted, taken, own=own) if marked in taken else marked
        self.here.add(code)
        return code


@dataclass(frozen=True)
class Beginning:
    """What a part is begun from."""

    example: Instrument
    submitted: Submitted
    codes: NewCodes


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def with_scale(instrument: Instrument, example: Instrument, key: str) -> tuple[Instrument, str]:
    """Return the bank with this scale of the example, and its key; one with the same answers will do."""
    wanted = example.scales[key]
    # Two scales with the same answers would have to be reworded twice ever after.
    there = next((k for k, one in instrument.scales.items() if one.points == wanted.points), None)
    if there:
        return instrument, there
    new = key if key not in instrument.scales else free_code(key, instrument.scales, own=False)
    codes = {one.code for one in instrument.scales.values()}
    code = wanted.code if wanted.code not in codes else free_code(key, codes, own=False)
    scales = instrument.scales | {new: replace(wanted, code=code)}
    return replace(instrument, scales=scales), new


def with_part(instrument: Instrument, given: Beginning, contains: PartKind) -> Instrument:
    """Name the part of the questionnaire and how long it takes, where the bank names its parts at all."""
    about, pattern = instrument.instrument, given.example.instrument
    key = MINUTES[contains]
    if about.estimated_minutes and given.submitted is None and key not in about.estimated_minutes:
        minutes = about.estimated_minutes | {key: pattern.estimated_minutes[key]}
        instrument = replace(instrument, instrument=replace(about, estimated_minutes=minutes))
    parts = about.parts
    if not parts or any(part.contains == contains for part in parts):
        return instrument
    wanted = next(part for part in pattern.parts if part.contains == contains)
    stages = {stage.code for stage in instrument.stages}
    new = replace(
        wanted,
        code=given.codes(wanted.code),
        stage=wanted.stage if wanted.stage in stages else None,
    )
    place = USUAL_ORDER.index(contains)
    before = [part for part in parts if USUAL_ORDER.index(part.contains) < place]
    after = [part for part in parts if USUAL_ORDER.index(part.contains) > place]
    instrument = with_parts(instrument, [*before, new, *after])
    return replace(
        instrument,
        stages=tuple(
            replace(stage, platform_part=stage.platform_part or new.code)
            if stage.code == new.stage
            else stage
            for stage in instrument.stages
        ),
    )


def without_part(instrument: Instrument, contains: PartKind) -> Instrument:
    about = instrument.instrument
    parts = [part for part in about.parts if part.contains != contains]
    minutes = {k: n for k, n in about.estimated_minutes.items() if k != MINUTES[contains]}
    less = replace(instrument, instrument=replace(about, estimated_minutes=minutes))
    codes = {part.code for part in parts}
    stages = tuple(
        replace(stage, platform_part=stage.platform_part if stage.platform_part in codes else None)
        for stage in less.stages
    )
    return with_parts(replace(less, stages=stages), parts)


def with_parts(instrument: Instrument, parts: Iterable[Part]) -> Instrument:
    numbered = tuple(replace(part, order=n) for n, part in enumerate(parts, 1))
    return replace(instrument, instrument=replace(instrument.instrument, parts=numbered))


def holds(instrument: Instrument, contains: PartKind) -> bool:
    """Tell whether a bank has what a part of the questionnaire would contain."""
    has_spectrum = contains == "readiness" and instrument.spectrum is not None
    return has_spectrum or bool(getattr(instrument, contains))
