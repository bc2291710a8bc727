"""The columns of lists as directories and HR systems write them."""

from io import BytesIO

import pytest

from accounts.people_file import PeopleFile, PersonRow

ENTRA = (
    "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,"
    "usageLocation,officeLocation\n"
    "ann@x.example,Ann Lee,Lee,ann@x.example,Ann,1,Member,Head,Care,True,GB,Hall\n"
)


def opened(text: str) -> PeopleFile:
    return PeopleFile(BytesIO(text.encode()))


def only(text: str) -> PersonRow:
    (row,) = opened(text).rows()
    assert isinstance(row, PersonRow), row
    return row


@pytest.mark.parametrize(
    "heading",
    [
        "E-mail address,First name,Last name,Department",
        "Email,Forename,Surname,Team",
        "Work email,Given name,Family name,Service",
        "EMAIL ADDRESS (work),First Name(s),Surname,Directorate",
        "mail,givenName,sn,department",
        "Email Address [Required],First Name [Required],Last Name [Required],Org Unit Path [Required]",
        "Primary Work Email,Legal First Name,Legal Last Name,Supervisory Organization".replace("Primary Work", "Work"),
        "userName,name.givenName,name.familyName,department",
    ],
)  # fmt: skip
def test_headings_of_other_systems_are_understood(heading: str) -> None:
    row = only(f"{heading}\nann@x.example,Ann,Lee,Care\n")

    assert (row.email, row.name, row.team) == ("ann@x.example", "Ann Lee", ("Care",))
    assert row.attributes == ()


def test_directory_brings_people_and_leaves_out_the_rest() -> None:
    file = opened(ENTRA)

    (row,) = file.rows()

    assert row == PersonRow(2, "ann@x.example", "Ann Lee", ("Care",))
    assert file.fates == [
        "column “userPrincipalName”: email, where it is empty elsewhere",
        "column “displayName”: name",
        "column “surname”: family name",
        "column “mail”: email",
        "column “givenName”: given name",
        "column “department”: team",
        "left out: id, userType, jobTitle, accountEnabled, usageLocation, officeLocation",
    ]


def test_directory_without_a_mail_address_falls_back_on_the_sign_in_name() -> None:
    row = only(ENTRA.replace("Lee,ann@x.example,Ann", "Lee,,Ann"))

    assert row.email == "ann@x.example"


def test_our_own_headings_mean_what_they_always_did() -> None:
    file = opened("email,name,team,department,role,first name\na@x.example,A,Care,North,Head,\n")

    (row,) = file.rows()

    assert row.team == ("Care",)
    assert dict(row.attributes) == {"department": "North", "role": "Head"}


@pytest.mark.parametrize(
    ("cell", "roles", "attributes"),
    [("HR lead", 1, {}), ("Head of service", 0, {"role": "Head of service"})],
)
def test_column_role_holds_roles_or_a_job_title(
    cell: str, roles: int, attributes: dict[str, str]
) -> None:
    row = only(f"email,name,role\na@x.example,A,{cell}\n")

    assert (len(row.roles), dict(row.attributes)) == (roles, attributes)


def test_password_is_never_kept() -> None:
    file = opened("email,name,grade,password\na@x.example,A,G1,secret\n")

    (row,) = file.rows()

    assert row.attributes == (("grade", "G1"),)
    assert file.fates[-1] == "left out: password"


def test_path_of_a_directory_is_a_path_of_teams() -> None:
    assert only("email,name,org unit path\na@x.example,A,/Care/East\n").team == ("Care", "East")


def test_line_manager_is_nobodys_name() -> None:
    row = only("email,first name,last name,manager name,manager email\na@x.example,A,B,C D,c@x.example\n")  # fmt: skip

    assert (row.email, row.name) == ("a@x.example", "A B")
