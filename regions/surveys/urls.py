from django.urls import path

from regions.surveys import document_views, result_views, views
from regions.surveys.desk import views as desk

app_name = "surveys"

COUNTY = "<slug:slug>/lan/<slug:county>/"

urlpatterns = [
    path("", views.survey_list, name="list"),
    path("godkann/<str:token>/", views.approval, name="approval"),
    path("overlamning/<slug:county>/", desk.handover, name="handover"),
    path("<slug:slug>/", desk.round_board, name="round"),
    path("<slug:slug>/lage/", views.round_move, name="round_move"),
    path("<slug:slug>/resultat/", result_views.round_results, name="results"),
    path("<slug:slug>/resultat/<slug:question>/", result_views.question_results, name="question"),
    path("<slug:slug>/resultat/<slug:question>/<slug:kind>-<slug:key>.svg", result_views.chart, name="chart"),
    path("<slug:slug>/publicera/", desk.publish, name="publish"),
    path("<slug:slug>/paminnelser/", desk.reminder_list, name="reminders"),
    path("<slug:slug>/blankett/", document_views.blank, name="round_blank"),
    path("<slug:slug>/blankett.<slug:form>", document_views.blank_file, name="round_blank_file"),
    path(COUNTY, views.response, name="response"),
    path(f"{COUNTY}borja/", views.begin, name="begin"),
    path(f"{COUNTY}steg/<slug:key>/", views.step, name="step"),
    path(f"{COUNTY}steg/<slug:key>/spara/", views.autosave, name="autosave"),
    path(f"{COUNTY}kopiera/", views.copy, name="copy"),
    path(f"{COUNTY}kontrollera/", views.check, name="check"),
    path(f"{COUNTY}bekrafta/", views.confirm, name="confirm"),
    path(f"{COUNTY}lage/", views.move, name="move"),
    path(f"{COUNTY}godkannande/", views.approve, name="approve"),
    path(f"{COUNTY}be-om-godkannande/", views.ask_approval, name="ask_approval"),
    path(f"{COUNTY}dra-tillbaka/", views.withdraw, name="withdraw"),
    path(f"{COUNTY}kvitto/<int:number>/", views.receipt, name="receipt"),
    path(f"{COUNTY}kvitto/<int:number>/skillnad/", document_views.differences, name="differences"),
    path(f"{COUNTY}kvitto/<int:number>/svar.<slug:form>", document_views.receipt_file, name="receipt_file"),
    path(f"{COUNTY}svar.<slug:form>", document_views.answers_file, name="answers_file"),
    path(f"{COUNTY}blankett/", document_views.blank, name="blank"),
    path(f"{COUNTY}blankett.<slug:form>", document_views.blank_file, name="blank_file"),
    path(f"{COUNTY}i-landet/", document_views.beside, name="beside"),
    path(f"{COUNTY}tid/", views.give_time, name="give_time"),
    path(f"{COUNTY}paminn/", desk.remind, name="remind"),
    path(f"{COUNTY}fragor/", desk.threads, name="threads"),
    path(f"{COUNTY}fragor/<int:pk>/", desk.answer, name="thread_answer"),
    path(f"{COUNTY}fragor/<int:pk>/klar/", desk.settle, name="thread_settle"),
]
