"""Recognises the columns of a list of people: our own headings, and those of directories and HR systems."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

from accounts.permissions import Role
from documents.characters import tidy, without_ends, without_unseen

KNOWN = ("email", "name", "team", "roles")
GIVEN, FAMILY, ROLE = "given name", "family name", "role"
# Each with the headings that mean it, letters and digits alone; what comes first is asked first.
SYNONYMS = {
    "email": (
        "email mail emailaddress mailaddress workemail workemailaddress emailwork businessemail companyemail "
        "officialemail corporateemail councilemail professionalemail staffemail employeeemail contactemail "
        "useremail useremailaddress personemail primaryemail emailprimary primaryemailaddress "
        "primarysmtpaddress smtpaddress windowsemailaddress internetaddress emailid emails emailsvalue "
        "emails0value emailsworkvalue email1 emailaddress1 email1address emailaddresses workmail mailprimary "
        "userprincipalname upn userprincipalnameupn loginemail recipientemail respondentemail signinname username login ebost cyfeiriadebost"
    ),
    "name": (
        "name fullname displayname preferredfullname employeename staffname personname membername "
        "colleaguename staffmember nameofemployee nameformatted formattedname commonname cn "
        "employee person colleague worker workername legalname enw enwllawn"
    ),
    GIVEN: (
        "givenname firstname first forename forenames givennames firstnames namegivenname preferredfirstname "
        "preferredname preferredgivenname knownas fname christianname "
        "legalfirstname legalgivenname employeefirstname stafffirstname userfirstname firstnameforename forenamefirstname enwcyntaf"
    ),
    FAMILY: (
        "familyname lastname surname last sn secondname familynames surnames namefamilyname lname "
        "preferredlastname preferredsurname legallastname legalfamilyname legalsurname employeelastname "
        "employeesurname stafflastname userlastname surnamefamilyname lastnamesurname surnamelastname cyfenw"
    ),
    "team": (
        "team teampath teamname department departmentname dept deptname service servicename servicearea "
        "serviceteam teamservice directorate division section unit orgunit orgunitpath orgunitname "
        "organisationunit organizationunit organisationalunit organizationalunit businessunit ou workgroup "
        "departmentteam teamdepartment departmentservice unitname sectionname divisionname directoratename "
        "supervisoryorganisation supervisoryorganization tim adran gwasanaeth urnietfparamsscimschemasextensionenterprise20userdepartment"
    ),
    "roles": "roles role platformrole platformroles userrole userroles accessrole accessroles",
}
MEANINGS = {
    word: (key, rank) for key, words in SYNONYMS.items() for rank, word in enumerate(words.split())
}
# Headings that only directories and exports of accounts have. From three of them on, what is not understood is not
# taken for something to say about a person.
DIRECTORY_WORDS = (
    "userprincipalname displayname givenname surname mail samaccountname distinguishedname objectid objectguid "
    "objectsid accountenabled accountstatus usertype jobtitle creationtype directorysynced invitationstate "
    "identityissuer createddatetime usagelocation agegroup consentprovidedforminor legalagegroupclassification "
    "alternateemailaddress proxyaddresses telephonenumber mobilephone businessphones physicaldeliveryofficename "
    "officelocation onpremisessyncenabled licenses lastlogin lastsignin employeeid immutableid sn cn "
    "canonicalname whencreated enabled externalid active nickname namegivenname namefamilyname nameformatted "
    "emailsvalue emailsworkvalue emails0value username password passwordhashfunction newprimaryemail "
    "recoveryemail homesecondaryemail worksecondaryemail workphone homephone recoveryphone employeetype employeetitle "
    "manageremail buildingid floorname floorsection changepasswordatnextsignin newstatus costcenter userid mailnickname manager orgunitpath lastsignin passwordneverexpires"
)
DIRECTORY = frozenset(DIRECTORY_WORDS.split())
LEAST_OF_DIRECTORY = 3
# Nothing that anybody should have sent, let alone something to say about a person's post.
SECRET = frozenset(["password", "passwordhash", "passwd", "initialpassword", "temporarypassword"])
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


# What a column can be said to be, beside a field of ours.
ATTRIBUTE, LEFT_OUT = "attribute", "left out"
USES = (*KNOWN[:2], GIVEN, FAMILY, *KNOWN[2:], ATTRIBUTE, LEFT_OUT)


@dataclass(frozen=True)
class Columns:
    """What becomes of each column of a file: its field, an attribute's name, or nothing."""

    headings: tuple[str, ...]
    # As they are written, for people to find them.
    shown: tuple[str, ...]
    # For each of our fields, the columns to ask for it, the best first.
    fields: dict[str, tuple[int, ...]]
    attributes: dict[int, str]
    left_out: tuple[int, ...] = ()
    # What each column is called where it is said what it is: its heading, or its number where that is not enough.
    keys: tuple[str, ...] = ()
    are_chosen: bool = False

    @property
    def uses(self) -> tuple[str, ...]:
        """What each column is taken for."""
        field_of = {at: key for key, places in self.fields.items() for at in places}
        rest = (
            ATTRIBUTE if at in self.attributes and self.headings[at] else LEFT_OUT
            for at in range(len(self.headings))
        )
        return tuple(field_of.get(at, use) for at, use in enumerate(rest))

    @property
    def are_whole(self) -> bool:
        """Whether there is what has to be: an address and a name."""
        return "email" in self.fields and bool({"name", GIVEN, FAMILY} & self.fields.keys())

    @property
    def are_ours(self) -> bool:
        """Whether every field has our own heading, so that nothing was guessed."""
        ours = all(self.headings[at] == key for key, places in self.fields.items() for at in places)
        return ours and not self.left_out and not self.are_chosen

    def first(self, cells: Sequence[str], key: str) -> tuple[int, str]:
        """Return the first cell that says something of a field, with its column; -1 for none."""
        places = self.fields.get(key, ())
        for at in places:
            if cells[at].strip():
                return at, cells[at]
        return (places[0], cells[places[0]]) if places else (-1, "")


def heading_words(cell: str) -> str:
    """Return a heading in lower case, on one line, without marks that nobody sees."""
    return " ".join(tidy(without_unseen(without_ends(cell))).split()).casefold()


def meaning(heading: str) -> str:
    """Return the field that a heading names; empty where it is none that is known."""
    return _meant(heading)[0]


def _meant(heading: str) -> tuple[str, int]:
    """Return the field that a heading names and how well."""
    return next((MEANINGS[one] for one in _readings(heading) if one in MEANINGS), ("", 0))


def _readings(heading: str) -> list[str]:
    """Return what a heading may say: what stands in brackets is more of it, a remark, or its other name.

    `Email Address [Required]` is of Google, `User name [userPrincipalName] Required` of Entra.
    """
    bare = IN_BRACKETS.sub("", heading)
    inside = IN_BRACKETS.findall(heading)
    whole, plain = _folded(heading), _folded(bare)
    return [whole, *map(_folded, inside), plain, plain.removesuffix("required")]


def is_heading(cells: Iterable[str], uses: Mapping[str, str] = MappingProxyType({})) -> bool:
    """Tell whether a line names at least an address and a name, also by what was said of headings before."""
    found = {uses.get(heading_words(cell)) or meaning(cell) for cell in cells}
    return "email" in found and bool(found & {"name", GIVEN, FAMILY})


def recognise(cells: Sequence[str], sample: Sequence[Sequence[str]]) -> Columns:
    """Say what each column is, by its heading; of a column “role” by what stands in the first rows too."""
    names = tuple(heading_words(cell) for cell in cells)
    shown = tuple(" ".join(cell.split()) for cell in cells)
    fields = _fields(names, sample)
    taken = set(chain.from_iterable(fields.values()))
    others = [at for at in range(len(names)) if at not in taken]
    if _is_directory(names):
        left = tuple(at for at in others if names[at])
        return Columns(names, shown, fields, {}, left, _keys(names))
    secret = tuple(at for at in others if SECRET & {*_readings(names[at])})
    attributes = {at: names[at] for at in others if at not in secret}
    return Columns(names, shown, fields, attributes, secret, _keys(names))


def as_said(
    cells: Sequence[str], sample: Sequence[Sequence[str]], uses: Mapping[str, str]
) -> Columns:
    """Say what each column is where somebody has said it, by the names of columns; guess the rest.

    A field that was said is not guessed beside it, and a guess never makes an attribute of a column unasked.
    """
    guessed = recognise(cells, sample)
    said = [uses.get(key, "") for key in guessed.keys]
    taken = [
        use or ("" if guess in said else guess)
        for use, guess in zip(said, guessed.uses, strict=True)
    ]
    fields: dict[str, tuple[int, ...]] = {}
    for at, use in enumerate(taken):
        if use in USES and use not in {ATTRIBUTE, LEFT_OUT}:
            fields[use] = (*fields.get(use, ()), at)
    attributes = {at: guessed.keys[at] for at, use in enumerate(taken) if use == ATTRIBUTE}
    left = tuple(
        at
        for at, name in enumerate(guessed.headings)
        if (name or guessed.keys[at] in uses) and at not in attributes and taken[at] not in fields
    )
    return replace(guessed, fields=fields, attributes=attributes, left_out=left, are_chosen=True)


def _keys(names: Sequence[str]) -> tuple[str, ...]:
    """Name each column so that no two are called alike: by its heading, and its number where that says too little."""
    return tuple(
        name if name and names.count(name) == 1 else f"{name or 'column'} {at}"
        for at, name in enumerate(names, 1)
    )


def _fields(names: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    fields: dict[str, tuple[int, ...]] = {}
    for key in SYNONYMS:
        ranked = sorted(
            (_meant(name)[1], at) for at, name in enumerate(names) if meaning(name) == key
        )
        if (
            key in names
        ):  # our own heading: others that would mean the same are attributes, as they are named
            ranked = [(0, names.index(key))]
        if key in {"team", "roles"}:
            ranked = ranked[:1]
        if ranked and not (
            key == "roles" and "roles" not in names and not _hold_roles(ranked[0][1], sample)
        ):
            fields[key] = tuple(at for _rank, at in ranked)
    return fields


def _hold_roles(at: int, sample: Sequence[Sequence[str]]) -> bool:
    """Tell roles of this service from job titles, which are called so too."""
    known = {_folded(role.value) for role in Role}
    said = [row[at] for row in sample if at < len(row) and row[at].strip()]
    parts = [re.split("[:,;]", cell)[0] for cell in said]
    return bool(parts) and all(_folded(part) in known for part in parts)


def _is_directory(names: Sequence[str]) -> bool:
    return sum(bool(DIRECTORY & {*_readings(name)}) for name in names) >= LEAST_OF_DIRECTORY


def _folded(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading_words(heading))
    return "".join(one for one in plain if one.isalnum())
