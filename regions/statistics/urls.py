from django.urls import path

from regions.statistics import views

app_name = "statistics"
urlpatterns = [
    path("lagesbild/", views.country, name="country"),
    path("om/lagesbilden/", views.about, name="about"),
    path("statistik/", views.own_table, name="own_table"),
    path("statistik/<slug:key>/", views.indicator, name="indicator"),
    path("diagram/<slug:kind>/<slug:indicator>/<slug:code>/<slug:key>.svg", views.chart, name="chart"),
]
