"""Recognises answers that are no point of a scale: “cannot say”, “not applicable”, in the words of many languages.

Such an answer must never be scored, so what might be one is taken for one. The exception are words that are a point where
their opposite stands beside them, as “does not apply” beside “applies fully”, or “not sure” in the middle of a scale.
"""

import re
from collections.abc import Sequence
from typing import Literal

from documents.characters import likeness
from leadership.instrument import DONT_KNOW, NOT_APPLICABLE

Other = Literal["NA", "DK"]

# Words for each language, a phrase a line; … stands for anything. Read without accents, spaces, apostrophes and case.
NA_WORDS = """
n/a … | n.a. … | na … | not applicable … | … not applicable | … not applicable to me
non applicable | not relevant … | irrelevant | not relevant to my role | does not apply … | doesn't apply …
this does not apply … | this doesn't apply … | do not apply | not part of my … | not in my … | outside my … | outside of my …
not my role | not my job | no answer … | no response … | not answered | prefer not to … | i prefer not to … | i'd rather not …
i would rather not … | rather not say | decline to … | i decline to … | refuse to … | refused | skip | skip this … | none of these apply
no opportunity to … | i have had no opportunity … | not observed … | i have not observed … | i haven't observed … | never observed
i do not use this … | i don't use this … | have not used … | not required … | not my responsibility … | i do not manage …
i don't manage … | i have no opportunity … | i have no experience … | i do not do this … | i don't do this in my …
not seen … | have not seen … | haven't seen … | i have not seen … | i haven't seen … | not witnessed … | have not had … | haven't had … | i have not had …
i haven't had … | have not done this … | haven't done this … | i have not done this … | i haven't done this … | don't do this … | choose not to … | i choose not to …
rather not … | would prefer not to … | would rather not … | i would prefer not to … | not for me to … | not my area … | no contact … | not involved … | no involvement …
does not relate to … | doesn't relate to … | not within my … | isn't relevant to … | is not relevant to … | isn't part of my … | this isn't … | this is not part of my …
i do not have this … | i don't have this … | i have no staff … | no staff | no direct reports … | none of the above | other | oth | dk na | na dk | blank | no comment …
keine angabe … | keine angaben | k.a. | k. a. | ka | keine antwort … | nicht anwendbar … | nicht zutreffend … | trifft nicht zu
trifft auf mich nicht zu | trifft für mich nicht zu | entfällt | nicht relevant … | betrifft mich nicht … | trifft nicht auf mich zu | nicht beobachtet … | konnte ich nicht beobachten … | möchte ich nicht … | ohne angabe
ddim yn berthnasol … | amherthnasol … | amh | dim yn berthnasol … | nid yw'n berthnasol … | nid yw hyn yn berthnasol …
heb ei arsylwi … | heb arsylwi … | ddim yn gymwys … | nid yw'n gymwys … | dim ateb | heb ateb | gwell gennyf beidio … | mae'n well gen i beidio … | mae'n well gennyf beidio …
non applicable … | pas applicable … | ne s'applique pas … | ne me concerne pas … | ne concerne pas … | pas observé … | non observé … | non concerné … | non concernée … | sans objet …
s.o. | s/o | sans réponse | pas de réponse | non pertinent … | pas concerné … | je préfère ne pas … | ne souhaite pas répondre
no aplica … | no aplicable … | no se aplica … | no procede … | no corresponde … | n/c | nc | no contesta | sin respuesta | ns/nc
no observado … | no lo he observado … | no pertinente … | prefiero no … | no relevante
non applicabile … | non si applica … | non pertinente … | nessuna risposta | non rispondo | preferisco non …
não se aplica … | não aplicável … | nao se aplica … | sem resposta | prefiro não … | não respondo
niet van toepassing … | n.v.t. | nvt | geen antwoord … | niet relevant … | zeg ik liever niet
nie dotyczy … | brak odpowiedzi | bez odpowiedzi | odmowa odpowiedzi | nu se aplică … | nu este cazul | fără răspuns | nem alkalmazható
nem vonatkozik … | nem releváns | nincs válasz | netýká se … | není relevantní … | bez odpovědi | netýka sa … | bez odpovede
ej tillämpligt … | inte tillämpligt … | ej relevant … | inget svar | vill ej svara | vill inte svara | inte relevant … | ikke relevant … | ikke aktuelt … | ikke aktuel …
ikke anvendelig … | intet svar | ingen svar | ønsker ikke å svare | ei sovellu … | ei koske … | ei vastausta | en halua vastata
geçerli değil … | uygulanamaz … | uygun değil | cevap yok | yanıt yok | не применимо … | неприменимо … | не относится … | нет ответа
не стосується … | не застосовується … | немає відповіді | δεν εφαρμόζεται … | δεν ισχύει | δεν απαντώ … | neaplikuojama
ni bhaineann … | neamhbhainteach … | gan freagra | nach buineann … | لا ينطبق … | غير قابل للتطبيق | لا إجابة | لا يوجد جواب | لاگو نہیں …
लागू नहीं … | ਲਾਗੂ ਨਹੀਂ … | প্রযোজ্য নয় | 不适用 | 不適用 | 无 | 該当なし | 해당 없음 | 해당없음
"""
DK_WORDS = """
don't know … | do not know … | dont know … | i don't know … | i do not know … | dunno | dk | d/k | d.k. | don't know/… | don’t know or …
dontknow | cant say … | can't say … | cannot say … | can not say … | i can't say … | i cannot say … | can't answer … | cannot answer … | unable to say … | unable to judge … | unable to rate …
unable to assess … | unable to score … | cannot assess … | can't assess … | cannot evaluate … | can't evaluate … | i cannot assess … | i can't assess … | too new to … | unable to answer … | unable to comment … | unable to tell … | unable to determine … | unable to evaluate … | … unable to say
… unable to judge | … unable to comment | … unable to rate | can't judge … | cannot judge … | can't tell … | cannot tell … | can't rate … | cannot rate … | can't choose … | cannot choose
can't comment … | cannot comment … | hard to say … | difficult to say … | too early to … | too soon to … | no opinion … | i have no opinion …
no view … | no idea | no experience … | unsure … | i am unsure … | i'm unsure … | not sure … | i am not sure … | i'm not sure … | uncertain
undecided | unknown | not known | no basis … | insufficient information … | insufficient evidence … | insufficient knowledge …
insufficient experience … | not enough information … | not enough evidence … | not enough experience … | not enough knowledge … | not known … | haven't thought … | no knowledge … | i don't have enough … | i do not have enough … | not able to say … | not able to judge … | not able to comment … | not able to answer …
i can't judge … | i cannot judge … | i can't tell … | i cannot tell … | i can't comment … | i cannot comment … | i cannot answer … | i can't answer … | don't remember … | i don't remember … | can't remember … | cannot remember … | don't recall … | can't recall
weiß nicht … | weiss nicht … | weiß ich nicht … | weiss ich nicht … | ich weiß nicht … | ich weiss nicht … | w.n. | kann ich nicht beurteilen … | kann ich nicht sagen … | kann ich nicht einschätzen … | kann nicht beurteilt werden … | kann nicht beurteilen …
nicht beurteilbar … | nicht einschätzbar … | keine meinung … | weiß es nicht | unsicher | keine ahnung | nicht bekannt | kein urteil | ich kann das nicht beurteilen … | ich kann es nicht sagen …
ddim yn gwybod … | dim yn gwybod … | dwi ddim yn gwybod … | dydw i ddim yn gwybod … | rwy'n ansicr … | ansicr … | ddim yn siŵr … | dim syniad | methu dweud …
ni wn … | wn i ddim … | dim barn … | ni allaf ddweud … | alla i ddim dweud … | nid wyf yn gwybod … | nid wyf yn siŵr … | anodd dweud
ne sait pas … | ne sais pas … | je ne sais pas … | nsp | sans opinion … | sans avis … | pas d'avis … | pas d'opinion … | aucune idée
ne peut pas juger … | je ne peux pas juger … | je ne peux pas répondre … | je ne peux pas dire … | incertain | indécis | ne se prononce pas | ne peut se prononcer | ne peux pas me prononcer
no sabe … | no sé … | no lo sé … | ns | no sabría … | no puedo decir … | no puedo opinar … | no puedo valorar … | sin opinión … | no estoy seguro … | no estoy segura … | no tengo opinión
non so … | non lo so … | non saprei … | nessuna opinione … | non posso giudicare … | non posso dire …
não sei … | nao sei … | não sabe … | sem opinião … | não tenho certeza
weet niet … | weet ik niet … | ik weet het niet … | geen mening … | kan ik niet beoordelen … | kan ik niet zeggen … | geen idee | weet het niet
nie wiem … | trudno powiedzieć … | nie mam zdania … | nu știu … | nu stiu … | nu am o părere | nem tudom … | nem tudja … | nevím … | neviem …
vet ej … | vet inte … | ingen åsikt … | ingen uppfattning … | kan ej … | vet ikke … | ved ikke … | ingen mening | ei mielipidettä | en osaa sanoa … | ei osaa sanoa …
en tiedä … | bilmiyorum … | fikrim yok … | не знаю … | затрудняюсь … | важко відповісти … | важко сказати | δεν γνωρίζω … | δεν ξέρω … | δγ/δα
níl a fhios … | níl a fhios agam … | gan tuairim | chan eil fhios … | nežinau … | nezinu … | لا أعرف … | لا أدري | معلوم نہیں … | مجھے نہیں معلوم
मालूम नहीं … | पता नहीं … | मुझे नहीं पता | नहीं पता … | ਪਤਾ ਨਹੀਂ … | জানি না … | 不知道 | 不清楚 | 不确定 | わからない | 分からない | 모르겠음 | 잘 모르겠다 | 모름
"""
# A point where its opposite is another answer: what begins a word of both, the one in the negative.
OPPOSITES = (
    ("applicable",), ("apply", "applies", "applied"), ("relevant",), ("trifft",), ("zutreffend",), ("observed",),
    ("applique",), ("aplica",), ("berthnasol",), ("required",), ("sure", "unsure"), ("certain", "uncertain"),
    ("sicher", "unsicher"), ("siwr", "ansicr"), ("experience",), ("involved", "involvement"), ("contact",), ("seen",), ("witnessed",), ("done", "do"), ("knowledge",), ("opportunity",), ("pertinent",),
)  # fmt: skip
# A point where it stands between others: half way, not beside.
IN_BETWEEN_WORDS = """
not sure … | unsure … | i am not sure … | i'm not sure … | i am unsure … | uncertain | undecided | no opinion … | hard to say … | difficult to say …
unsicher | unentschieden | keine meinung | ansicr … | ddim yn siŵr | incertain | indécis | no estoy seguro | sans opinion | sans avis | sin opinión
trudno powiedzieć | geen mening | no view | ingen åsikt | ingen mening
"""
LEADING = re.compile(r"^\s*\(?[+-]?\d{1,4}\s*[-–—.:=)]*\s*")


def _words(label: str) -> str:
    """Return a label's words without accents and signs, a space between them."""
    parts = re.split(r"[\s/,;:()\[\]–—-]+", LEADING.sub("", label))
    return " ".join(filter(None, map(likeness, parts)))


def _pattern(words: str) -> re.Pattern[str]:
    phrases = (phrase.strip() for line in words.splitlines() for phrase in line.split("|"))
    return re.compile("|".join(sorted({_phrase(one) for one in phrases if one})))


def _phrase(phrase: str) -> str:
    words = re.escape(_words(phrase.strip("… ")))
    before = "(?:.* )?" if phrase.startswith("…") else ""
    return f"{before}{words}(?: .*)?" if phrase.endswith("…") else before + words


NA, DK, IN_BETWEEN = map(_pattern, (NA_WORDS, DK_WORDS, IN_BETWEEN_WORDS))


BY_WORDS: tuple[tuple[re.Pattern[str], Other], ...] = ((NA, NOT_APPLICABLE), (DK, DONT_KNOW))


def other_choice(label: str) -> Other | None:
    """Return NA or DK for an answer that is no point of a scale, by its words alone."""
    words = _words(label)
    for pattern, other in BY_WORDS:
        if words and pattern.fullmatch(words):
            return other
    return None


def other_choices(labels: Sequence[str]) -> dict[int, Other]:
    """Return which answers of a scale are none of its points, given all of them in their order."""
    found = {at: other for at, label in enumerate(labels) if (other := other_choice(label))}
    points = [_words(label) for at, label in enumerate(labels) if at not in found]
    return {
        at: other
        for at, other in found.items()
        if not (_has_opposite(_words(labels[at]), points) or _is_between(at, labels, found))
    }


def _has_opposite(words: str, points: Sequence[str]) -> bool:
    """Tell “does not apply” beside “applies fully” from “does not apply” beside “often”."""
    return any(
        _holds(words, stems) and any(_holds(one, stems) for one in points) for stems in OPPOSITES
    )


def _holds(words: str, stems: Sequence[str]) -> bool:
    return any(word.startswith(tuple(stems)) for word in words.split())


def _is_between(at: int, labels: Sequence[str], found: dict[int, Other]) -> bool:
    points = [place for place in range(len(labels)) if place not in found]
    inside = bool(points) and points[0] < at < points[-1]
    return inside and bool(IN_BETWEEN.fullmatch(_words(labels[at])))
