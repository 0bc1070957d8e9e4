from django.urls import path

from regions.surveys.preparing import views

app_name = "preparing"

QUESTION = "<slug:slug>/fragor/<slug:question>/"

# Before regions.surveys.urls: no round is called ”ny”.
urlpatterns = [
    path("ny/", views.new, name="new"),
    path("<slug:slug>/dagar/", views.days, name="days"),
    path("<slug:slug>/dagar/<slug:county>/", views.time_back, name="time_back"),
    path("<slug:slug>/forhandsgranska/", views.preview, name="preview"),
    path("<slug:slug>/fragor/", views.questions, name="questions"),
    path("<slug:slug>/arbetsbok/", views.workbook, name="workbook"),
    path("<slug:slug>/andringar/", views.changes, name="changes"),
    path("<slug:slug>/andringar/kasta/", views.discard, name="discard"),
    path("<slug:slug>/ny-fraga/", views.question_new, name="question_new"),
    path("<slug:slug>/las-in/", views.upload, name="upload"),
    path(QUESTION, views.question, name="question"),
    path(f"{QUESTION}flytta/", views.question_move, name="question_move"),
    path(f"{QUESTION}pausa/", views.question_pause, name="question_pause"),
    path(f"{QUESTION}ta-bort/", views.question_remove, name="question_remove"),
]
