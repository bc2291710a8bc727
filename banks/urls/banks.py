"""Addresses of question banks and their versions, as administrators keep them."""

from django.urls import path

from banks.views import banks, changes, drafts, importing, languages, optional, publishing

app_name = "banks"
urlpatterns = [
    path("", banks.banks, name="list"),
    path("new/", publishing.new_bank, name="new"),
    path("import/", importing.import_bank, name="import"),
    path("<int:bank_id>/", banks.bank, name="bank"),
    path("<int:bank_id>/choose/", banks.choose, name="choose"),
    path("<int:bank_id>/compare/", banks.compare, name="compare"),
    path("versions/<int:version_id>/", banks.version, name="version"),
    path("versions/<int:version_id>/file/", banks.version_file, name="file"),
    path("versions/<int:version_id>/workbook/", banks.version_workbook, name="workbook"),
    path("versions/<int:version_id>/publish/", publishing.publish, name="publish"),
    path("versions/<int:version_id>/retire/", publishing.retire, name="retire"),
    path("versions/<int:version_id>/discard/", publishing.discard, name="discard"),
    path("versions/<int:version_id>/preview/<str:code>/", banks.preview, name="preview"),
    path("versions/<int:version_id>/languages/", languages.languages, name="languages"),
    *(
        path(f"versions/<int:version_id>/languages/<slug:language>{end}", view, extra, name=name)
        for end, view, extra, name in (
            ("/", languages.language, {}, "language"),
            (".xlf", languages.language_file, {"end": "xlf"}, "language_xliff"),
            (".xlsx", languages.language_file, {"end": "xlsx"}, "language_workbook"),
            ("/take/", languages.take_language, {}, "take_language"),
            ("/offer/", languages.offer, {}, "offer_language"),
        )
    ),
    path("versions/<int:version_id>/edit/", drafts.edit, name="edit"),
    path("versions/<int:version_id>/draft/", drafts.draft, name="draft"),
    path("versions/<int:version_id>/draft/search/", drafts.search_draft, name="search"),
    path("versions/<int:version_id>/draft/undo/", changes.undo, name="undo"),
    path("versions/<int:version_id>/draft/redo/", changes.redo, name="redo"),
    path("versions/<int:version_id>/draft/begin/<slug:name>/", optional.begin, name="begin"),
    path(
        "versions/<int:version_id>/draft/take-out/<slug:name>/", optional.take_out, name="take_out"
    ),
    *(
        path(f"versions/<int:version_id>/draft/<slug:name>/{end}", view, name=name)
        for end, view, name in (
            ("list/", drafts.things, "things"),
            ("list/<path:parent>", drafts.things, "things"),
            ("add/", drafts.add, "add"),
            ("add/<path:parent>", drafts.add, "add"),
            ("edit/", drafts.thing, "thing"),
            ("edit/<path:keys>", drafts.thing, "thing"),
            ("arrange/<path:keys>", drafts.arrange, "arrange"),
        )
    ),
]
