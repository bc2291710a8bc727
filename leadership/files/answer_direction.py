"""Tells which end of a scale is the higher one, by the words of its answers in several languages."""

import re
from collections.abc import Sequence

from documents.characters import likeness

HIGH_WORDS = """
always | almost always | nearly always | very often | often | frequently | usually | all the time | most of the time | every day | daily | strongly agree
agree | agree strongly | completely agree | fully agree | totally agree | agree completely | definitely agree | tend to agree | agree slightly
somewhat agree | slightly agree | mostly agree | yes | yes fully | yes always | yes definitely | definitely | certainly | very satisfied | satisfied | extremely satisfied
very likely | likely | extremely likely | very good | good | excellent | outstanding | very well | well | extremely well | very much | very much so
a great deal | a lot | completely | fully | totally | entirely | to a great extent | to a very great extent | to a large extent | very confident | confident
extremely confident | fully confident | very important | important | extremely important | essential | very true | true | completely true | exactly true
true of me | very true of me | very high | high | highest | expert | advanced | exceeds expectations | very easy | easy | very happy | happy | strength
applies fully | applies completely | very comfortable | very effective | effective | extremely effective | extremely | strong | very strong
immer | fast immer | sehr oft | oft | häufig | meistens | stimme voll zu | stimme voll und ganz zu | stimme völlig zu | stimme zu | stimme eher zu | trifft zu
trifft voll zu | trifft voll und ganz zu | trifft völlig zu | trifft eher zu | sehr gut | gut | sehr zufrieden | zufrieden | ja | sehr wichtig | wichtig | sehr
toujours | presque toujours | très souvent | souvent | tout à fait d'accord | d'accord | tout à fait | plutôt d'accord | très bien | bien | très bon | oui | très satisfait
siempre | casi siempre | muy a menudo | a menudo | frecuentemente | totalmente de acuerdo | muy de acuerdo | de acuerdo | muy bueno | bueno | muy bien | sí | muy satisfecho
bob amser | bron bob amser | yn aml | yn aml iawn | cytuno'n gryf | cytuno yn gryf | cytuno | da iawn | da | rhagorol | ydw | ydy | bodlon iawn | hyderus iawn | pwysig iawn
sempre | quasi sempre | spesso | molto d'accordo | completamente d'accordo | totalmente d'accordo | ottimo | buono | quase sempre | frequentemente | concordo totalmente
concordo | muito bom | sim | altijd | bijna altijd | vaak | helemaal mee eens | mee eens | zeer goed | goed | zawsze | prawie zawsze | często | zdecydowanie tak
zdecydowanie się zgadzam | zgadzam się | alltid | nästan alltid | ofta | altid | ofte | instämmer helt | helt enig | aina | usein | täysin samaa mieltä
întotdeauna | des | acord total | mindig | gyakran | vždy | často | всегда | часто | полностью согласен | завжди | πάντα | συχνά | her zaman | sık sık
हमेशा | ہمیشہ | دائما | সবসময় | ਹਮੇਸ਼ਾ | 总是 | 經常 | 经常 | 非常同意 | 同意 | いつも | 항상
"""
LOW_WORDS = """
never | almost never | hardly ever | rarely | seldom | very rarely | not at all | not at all true | none of the time | at no time | strongly disagree | disagree | disagree strongly
completely disagree | fully disagree | totally disagree | disagree completely | definitely disagree | tend to disagree | disagree slightly
somewhat disagree | slightly disagree | mostly disagree | no | no never | definitely not | certainly not | very dissatisfied | dissatisfied | extremely dissatisfied
very unlikely | unlikely | extremely unlikely | very poor | poor | very bad | bad | unacceptable | very badly | badly | very little | not | none | a little | little
to no extent | not to any extent | to a small extent | not confident | not at all confident | not very confident | not important | not at all important | unimportant
untrue | not true | false | not true of me | very low | low | lowest | novice | beginner | below expectations | very difficult | difficult | very unhappy | unhappy
does not apply | does not apply at all | not comfortable | ineffective | very ineffective | not effective | not at all effective | weak | very weak | weakness | inadequate
nie | niemals | fast nie | selten | stimme nicht zu | stimme gar nicht zu | stimme überhaupt nicht zu | stimme eher nicht zu | lehne ab | trifft nicht zu | trifft gar nicht zu
trifft überhaupt nicht zu | trifft eher nicht zu | sehr schlecht | schlecht | mangelhaft | ungenügend | sehr unzufrieden | unzufrieden | nein | unwichtig | gar nicht | überhaupt nicht
jamais | presque jamais | rarement | pas du tout d'accord | pas d'accord | pas du tout | plutôt pas d'accord | très mal | mal | mauvais | très mauvais | non | très insatisfait
nunca | casi nunca | raramente | rara vez | totalmente en desacuerdo | muy en desacuerdo | en desacuerdo | muy malo | malo | muy mal | muy insatisfecho | nada
byth | bron byth | anaml | yn anaml | anghytuno'n gryf | anghytuno yn gryf | anghytuno | gwael iawn | gwael | nac ydw | anfodlon iawn | ddim o gwbl | ddim yn hyderus
mai | quasi mai | per niente d'accordo | in disaccordo | fortemente in disaccordo | pessimo | quase nunca | discordo totalmente | discordo | muito ruim | não
nooit | bijna nooit | zelden | helemaal mee oneens | mee oneens | zeer slecht | slecht | nigdy | prawie nigdy | rzadko | zdecydowanie nie | zdecydowanie się nie zgadzam | nie zgadzam się
aldrig | nästan aldrig | sällan | aldri | sjelden | sjældent | instämmer inte alls | helt uenig | ei koskaan | harvoin | täysin eri mieltä
niciodată | rar | dezacord total | soha | ritkán | nikdy | zřídka | никогда | редко | полностью не согласен | ніколи | ποτέ | σπάνια | hiçbir zaman | nadiren
कभी नहीं | کبھی نہیں | أبدا | কখনও না | ਕਦੇ ਨਹੀਂ | 从不 | 從不 | 非常不同意 | 不同意 | 全くない | 전혀
"""
LEADING = re.compile(r"^\s*\(?[+-]?\d{1,4}\)?\s*[-–—.:=)]*\s*")
IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def bare(label: str) -> str:
    """Return the words of an answer without a number before them."""
    return LEADING.sub("", label)


def _all(words: str) -> frozenset[str]:
    phrases = (phrase for line in words.splitlines() for phrase in line.split("|"))
    return frozenset(filter(None, map(likeness, phrases)))


HIGH, LOW = _all(HIGH_WORDS), _all(LOW_WORDS)


def sense(label: str) -> int:
    """Return 1 for an answer of the higher end, -1 for one of the lower, 0 for one that does not tell."""
    words = likeness(IN_BRACKETS.sub("", bare(label)))
    return (words in HIGH) - (words in LOW)


def goes_up(labels: Sequence[str]) -> bool | None:
    """Tell whether answers go from the lower end to the higher; None where their words do not tell."""
    middle = (len(labels) - 1) / 2
    weight = sum(sense(label) * (at - middle) for at, label in enumerate(labels))
    return weight > 0 if weight else None
