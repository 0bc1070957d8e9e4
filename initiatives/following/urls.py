from django.urls import path

from initiatives.following import views

app_name = "following"
urlpatterns = [
    path("konto/bevakningar/", views.watch_list, name="watches"),
    path("konto/bevakningar/<int:pk>/", views.watch_change, name="watch_change"),
    path("bevakningar/ny/", views.watch_new, name="watch_new"),
    path("bevakningar/skickat/", views.watch_asked, name="watch_asked"),
    path("bevakningar/<str:token>/", views.watch_link, name="watch_link"),
    path("bevakningar/<str:token>/sluta/", views.watch_stop, name="watch_stop"),
    path("bevakningar/<str:token>/sluta-alla/", views.watch_stop_all, name="watch_stop_all"),
    path("bevakningar/<str:token>/<int:pk>/", views.watch_link_change, name="watch_link_change"),
    path("samlingar/", views.collection_list, name="collections"),
    path("samlingar/spara/", views.collection_save, name="collection_save"),
    path("samlingar/delad/<str:token>/", views.collection_link, name="collection_link"),
    path("samlingar/<int:pk>/", views.collection, name="collection"),
    path("samlingar/<int:pk>/andra/", views.collection_edit, name="collection_edit"),
    path("samlingar/<int:pk>/ta-bort/", views.collection_delete, name="collection_delete"),
    path("samlingar/<int:pk>/<int:item>/", views.item_change, name="item_change"),
    path("samlingar/<int:pk>/<int:item>/anteckning/", views.item_note, name="item_note"),
    path("initiativ/<slug:slug>/nytta/", views.use, name="use"),
    path("nytta/", views.use_report, name="use_report"),
    path("nytta/lan/", views.use_by_county, name="use_by_county"),
    path("behov/", views.need_list, name="needs"),
    path("behov/ny/", views.need_new, name="need_new"),
    path("behov/<int:pk>/", views.need, name="need"),
]
