from django.urls import path

from regions.statistics import changed, document_views, open_data, views

app_name = "statistics"
urlpatterns = [
    path("lagesbild/", views.country, name="country"),
    path("lagesbild/<slug:code>/lagesbild.<slug:form>", document_views.lagesbild_file, name="lagesbild_file"),
    path("lagesbild/<slug:code>/samtal.<slug:form>", document_views.talking_points, name="talking_points"),
    path("lagesbild/<slug:code>/kommunblad.<slug:form>", document_views.municipality_sheet, name="municipality_sheet"),
    path("api/nyckeltal/", open_data.indicators, name="api_indicators"),
    path("api/omraden/", open_data.areas, name="api_areas"),
    path("api/observationer/", open_data.observations, name="api_observations"),
    path("om/lagesbilden/", views.about, name="about"),
    path("statistik/", views.own_table, name="own_table"),
    path("statistik/inbaddad/", views.embedded, name="embedded"),
    path("statistik/<slug:key>/", views.indicator, name="indicator"),
    path("statistik/<slug:key>/andringar/", changed.changes, name="changes"),
    path("diagram/<slug:kind>/<slug:indicator>/<slug:code>/<slug:key>.svg", views.chart, name="chart"),
]
