from django.urls import path

from assessments.sharing import views

app_name = "sharing"

urlpatterns = [
    path("<int:pk>/dela/", views.share, name="share"),
    path("<int:pk>/support/", views.support, name="support"),
    path("delade/", views.received, name="received"),
    path("delade/<int:pk>/", views.shared, name="shared"),
    path("delade/<int:pk>/provning.docx", views.file, {"form": "docx"}, name="word"),
    path("delade/<int:pk>/provning.pdf", views.file, {"form": "pdf"}, name="pdf"),
    path("delade/<int:pk>/avsluta/", views.end_sharing, name="end_sharing"),
    path("support/", views.supported, name="supported"),
    path("support/<int:pk>/", views.read, name="read"),
    path("support/<int:pk>/avsluta/", views.end_support, name="end_support"),
]
