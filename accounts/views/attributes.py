"""The attributes of an organisation: what is known of each, and putting right what was typed differently."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access, actions, presenters, queries
from accounts.attribute_twins import twin_of
from accounts.forms.attributes import RenameAttributeForm, RenameValueForm
from accounts.http import MemberRequest

# Of each attribute on the page of all, and on its own.
A_FEW, MOST_SHOWN = 20, 500


@require_safe
def attributes(request: MemberRequest) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    counts = queries.attribute_counts(reach.membership.organisation_id)
    rows = presenters.attribute_rows(counts, at_most=A_FEW)
    return render(request, "accounts/people/attributes.html", {"reach": reach, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def attribute(request: MemberRequest, name: str) -> HttpResponse:
    """Show all of one attribute, and rename it once that was asked twice."""
    reach, counts = access.attribute_to_change(request.user, name)
    others = queries.attribute_counts(reach.membership.organisation_id)
    form = RenameAttributeForm(request.POST or None, was=name, names=others)
    (row,) = presenters.attribute_rows({name: counts}, at_most=MOST_SHOWN)
    context = {"reach": reach, "row": row, "form": form}
    if form.is_valid():
        becomes = form.cleaned_data["becomes"]
        context |= {"becomes": becomes, "is_there": becomes in others}
        if "sure" not in request.POST:
            return render(request, "accounts/people/attribute_sure.html", context)
        try:
            people = actions.rename_attribute(
                name,
                becomes,
                organisation=reach.membership.organisation,
                by=request.user,
                at=timezone.now(),
            )
        except actions.AttributeInUseError as refused:
            form.add_error("becomes", str(refused))
        else:
            messages.success(request, _changed_words(people))
            return redirect("people:attributes")
    return render(request, "accounts/people/attribute.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_attribute(request: MemberRequest, name: str) -> HttpResponse:
    reach, counts = access.attribute_to_change(request.user, name)
    error = ""
    if request.method == "POST":
        try:
            people = actions.remove_attribute(
                name,
                organisation=reach.membership.organisation,
                by=request.user,
                at=timezone.now(),
            )
        except actions.AttributeInUseError as refused:
            error = str(refused)
        else:
            messages.success(request, _changed_words(people))
            return redirect("people:attributes")
    context = {"reach": reach, "name": name, "people": sum(counts.values()), "error": error}
    return render(request, "accounts/people/remove_attribute.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attribute_value(request: MemberRequest, name: str) -> HttpResponse:
    """Rename the value that the address names, or make it one with another, once that was asked twice."""
    reach, counts = access.attribute_to_change(request.user, name)
    was = request.GET.get("value", "")
    if was not in counts:
        raise Http404
    form = RenameValueForm(request.POST or None, was=was, values=counts)
    form.fields["becomes"].initial = request.GET.get("becomes", "")
    context = {"reach": reach, "name": name, "was": was, "people": counts[was], "form": form}
    if not form.is_valid():
        return render(request, "accounts/people/attribute_value.html", context)
    becomes = form.cleaned_data["becomes"]
    if "sure" not in request.POST:
        others = {value: people for value, people in counts.items() if value != was}
        context |= {
            "becomes": becomes,
            "have_it": counts.get(becomes, 0),
            "twin": twin_of(becomes, others),
        }
        return render(request, "accounts/people/value_sure.html", context)
    people = actions.rename_value(
        name,
        was,
        becomes,
        organisation=reach.membership.organisation,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _changed_words(people))
    return redirect("people:attributes")


def _changed_words(people: int) -> str:
    said = ngettext(
        "%(people)s current member is changed.",
        "%(people)s current members are changed.",
        people,
    )
    return said % {"people": people}
