from django.urls import path

from barnratt.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("mall/<slug:kind>/", views.template, name="template"),
    path("hamta/<slug:kind>/", views.everything, name="everything"),
    path("<int:pk>/", views.source, name="import"),
    path("<int:pk>/fil/", views.original, name="original"),
    path("<int:pk>/markerad/", views.marked, name="marked"),
    path("<int:pk>/innehall/", views.read_again, name="read_again"),
    path("<int:pk>/kolumner/", views.columns, name="columns"),
    path("<int:pk>/ratta/", views.correct, name="correct"),
    path("<int:pk>/las-in/", views.confirm, name="confirm"),
    path("<int:pk>/angra/", views.undo, name="undo"),
    path("<int:pk>/igen/", views.again, name="again"),
    path("<int:pk>/resten/", views.go_on, name="go_on"),
    path("<int:pk>/ta-bort/", views.discard, name="discard"),
]
