from django.urls import path

from regions.reports import views, writing_views

app_name = "reports"

DESK = "<int:year>/skriv/"
CHAPTER = f"{DESK}kapitel/<slug:slug>/"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("godkann/<str:token>/", writing_views.approval, name="approval"),
    path("ny/<slug:slug>/", writing_views.create, name="create"),
    path("<int:year>/", views.report, name="report"),
    path("<int:year>.<slug:form>", views.report_file, name="file"),
    path("<int:year>/version/<int:number>/", views.report, name="version"),
    path("<int:year>/version/<int:number>.<slug:form>", views.report_file, name="version_file"),
    path("<int:year>/ratta/", writing_views.erratum, name="erratum"),
    path(DESK, writing_views.desk, name="desk"),
    path(f"{DESK}utkast.<slug:form>", writing_views.draft_file, name="draft_file"),
    path(f"{DESK}uppgifter/", writing_views.front, name="front"),
    path(f"{DESK}bokslut/", writing_views.ledger, name="ledger"),
    path(f"{DESK}nytt-kapitel/", writing_views.new_chapter, name="new_chapter"),
    path(f"{DESK}kapitel-av-enkaten/", writing_views.draft_chapters, name="draft_chapters"),
    path(CHAPTER, writing_views.chapter, name="chapter"),
    path(f"{CHAPTER}spara/", writing_views.autosave, name="autosave"),
    path(f"{CHAPTER}flytta/", writing_views.move, name="move_chapter"),
    path(f"{CHAPTER}ta-bort/", writing_views.remove, name="remove_chapter"),
    path(f"{CHAPTER}ta-tillbaka/", writing_views.bring_back, name="bring_back_chapter"),
    path(f"{CHAPTER}tidigare/", writing_views.history, name="history"),
    path(f"{CHAPTER}siffror/", writing_views.picker, name="picker"),
    path(f"{DESK}kontroll/", writing_views.check, name="check"),
    path(f"{DESK}andringar/", writing_views.changes, name="changes"),
    path(f"{DESK}fraga/<slug:key>/", writing_views.question, name="question"),
    path(f"{DESK}lage/", writing_views.state, name="state"),
    path(f"{DESK}godkannande/", writing_views.ask_approval, name="ask_approval"),
]
