from django.urls import path

from assessments.yearbook import views

app_name = "yearbook"

urlpatterns = [
    path("", views.yearbook_list, name="list"),
    path("<int:year>/<slug:key>/", views.yearbook, name="yearbook"),
    path("<int:year>/<slug:key>/barnbokslut.docx", views.yearbook_file, {"form": "docx"}, name="word"),
    path("<int:year>/<slug:key>/barnbokslut.pdf", views.yearbook_file, {"form": "pdf"}, name="pdf"),
    path("<int:year>/<slug:key>/lamna-ut/", views.release, name="release"),
    path("<int:year>/<slug:key>/utlamnat/", views.released, name="released"),
    path(
        "<int:year>/<slug:key>/utlamnat/barnbokslut.docx", views.released_file, {"form": "docx"}, name="released_word"
    ),
    path("<int:year>/<slug:key>/utlamnat/barnbokslut.pdf", views.released_file, {"form": "pdf"}, name="released_pdf"),
    path("<int:year>/<slug:key>/namnder/", views.together, name="together"),
]
