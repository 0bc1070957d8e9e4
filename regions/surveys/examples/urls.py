from django.urls import path

from regions.surveys.examples import views

app_name = "examples"

COUNTY = "<slug:slug>/lan/<slug:county>/exempel/"

urlpatterns = [
    path(COUNTY, views.examples, name="examples"),
    path(f"{COUNTY}samtycke/", views.let_use, name="let_use"),
    path(f"{COUNTY}initiativ/", views.tell, name="tell"),
]
