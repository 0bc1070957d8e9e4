from django.urls import path

from assessments.follow_up import views

app_name = "follow_up"
urlpatterns = [
    path("att-folja-upp/", views.worklist, name="worklist"),
    path("<int:pk>/uppfoljning/", views.plan, name="plan"),
    path("<int:pk>/uppfoljning/ny/", views.new, name="new"),
    path("<int:pk>/uppfoljning/<int:number>/", views.change, name="change"),
    path("<int:pk>/uppfoljning/<int:number>/klar/", views.end, name="end"),
    path("<int:pk>/uppfoljning/<int:number>/oppna/", views.reopen, name="reopen"),
    path("<int:pk>/uppfoljning/hur-gick-det/", views.outcome_new, name="outcome_new"),
    path("<int:pk>/uppfoljning/hur-gick-det/<int:number>/", views.outcome, name="outcome"),
]
