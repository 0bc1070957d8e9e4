from django.urls import path

from regions.commentary import use_views, views

app_name = "commentary"

ONE = "kommentarer/<slug:code>/<slug:key>/"

urlpatterns = [
    path("kommentarer/", views.mine, name="mine"),
    path(ONE, views.commentary, name="commentary"),
    path(f"{ONE}skriv/", views.write, name="write"),
    path(f"{ONE}spara/", views.autosave, name="autosave"),
    path(f"{ONE}skicka/", views.send, name="send"),
    path(f"{ONE}ta-tillbaka/", views.take_back, name="take_back"),
    path(f"{ONE}las/", views.read_through, name="read_through"),
    path(f"{ONE}ta-ned/", views.withdraw, name="withdraw"),
    path("lan/<slug:slug>/anvandning/", use_views.uses, name="uses"),
    path("lan/<slug:slug>/anvandning/<int:pk>/ta-bort/", use_views.remove, name="remove_use"),
]
