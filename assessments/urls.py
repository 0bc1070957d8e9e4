from django.urls import path

from assessments import document_views, draft_views, views

app_name = "assessments"

urlpatterns = [
    path("", views.assessment_list, name="list"),
    path("ny/", views.new, name="new"),
    path("exempel/<slug:template>/", document_views.example, name="example"),
    path("<int:pk>/", views.assessment, name="assessment"),
    path("<int:pk>/arende/", views.case, name="case"),
    path("<int:pk>/steg/<slug:key>/", views.step, name="step"),
    path("<int:pk>/steg/<slug:key>/spara/", views.autosave, name="autosave"),
    path("<int:pk>/steg/<slug:key>/har/", views.presence, name="presence"),
    path("<int:pk>/steg/<slug:key>/fler/", views.block_add, name="block_add"),
    path("<int:pk>/steg/<slug:key>/ta-bort/<slug:block>/", views.block_remove, name="block_remove"),
    path("<int:pk>/steg/<slug:key>/ta-tillbaka/<slug:block>/", draft_views.block_put_back, name="block_put_back"),
    path("<int:pk>/andringar/", draft_views.changes, name="changes"),
    path("<int:pk>/logg/", draft_views.log, name="log"),
    path("<int:pk>/andringar/<str:address>/", draft_views.field_changes, name="field_changes"),
    path("<int:pk>/rensa/", draft_views.clear, name="clear"),
    path("<int:pk>/fordjupning/", views.depth, name="depth"),
    path("<int:pk>/kontrollera/", views.check, name="check"),
    path("<int:pk>/stycke/", document_views.summary, name="summary"),
    path("<int:pk>/provning.docx", document_views.file, {"form": "docx"}, name="word"),
    path("<int:pk>/provning.pdf", document_views.file, {"form": "pdf"}, name="pdf"),
    path("<int:pk>/lage/", views.move, name="move"),
    path("<int:pk>/vaxa/", views.grow, name="grow"),
    path("<int:pk>/kopiera/", views.copy, name="copy"),
    path("<int:pk>/ny-version/", views.renew, name="renew"),
    path("<int:pk>/kommentar/<str:address>/", views.comment, name="comment"),
    path("kommentar/<int:pk>/lost/", views.solve, name="solve"),
]
