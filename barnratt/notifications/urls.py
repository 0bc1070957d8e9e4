from django.urls import path

from barnratt.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="list"),
    path("lasta/", views.read, name="read"),
    path("val/", views.choices, name="choices"),
]
